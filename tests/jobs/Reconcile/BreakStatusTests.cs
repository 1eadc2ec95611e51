using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Reconcile;

/// <summary>The status of a break follows from what nights saw and people did, and from nothing else.</summary>
public sealed class BreakStatusTests
{
    private static readonly DateTimeOffset Start = new(2026, 4, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Seen_and_left_alone_it_is_pending() => Status("opened").ShouldBe("Pending");

    [Theory]
    [InlineData("opened, ann assigned", "Open with preparer")]
    [InlineData("opened, ann assigned, ann submitted", "Open with reviewer")]
    [InlineData("opened, ann assigned, ann submitted, bob returned it", "Open with preparer")]
    [InlineData("opened, ann assigned, ann submitted, bob closed", "Closed")]
    [InlineData("opened, ann assigned, ann submitted, bob closed, cid reopened", "Open with preparer")]
    [InlineData("opened, ann assigned, ann submitted, cid commented, cid due", "Open with reviewer")]
    [InlineData("opened, ann assigned, ann submitted, ann assigned", "Open with preparer")]
    public void It_goes_from_hand_to_hand(string story, string status) => Status(story).ShouldBe(status);

    [Theory]
    [InlineData("opened, ann assigned, ann submitted, ann closed")]
    [InlineData("opened, ann assigned, ann submitted, ANN closed")]
    [InlineData("opened, ann assigned, ann submitted, ann returned it")]
    public void Who_submitted_it_does_not_review_it(string story) => Status(story).ShouldBe("Open with reviewer");

    [Theory]
    [InlineData("opened, bob closed", "Pending")]
    [InlineData("opened, ann assigned, bob closed", "Open with preparer")]
    public void What_nobody_explained_is_not_closed(string story, string status) => Status(story).ShouldBe(status);

    [Theory]
    [InlineData("opened, cleared", "Closed")]
    [InlineData("opened, cleared, came back", "Pending")]
    [InlineData("opened, ann assigned, cleared, came back", "Open with preparer")]
    [InlineData("opened, ann assigned, ann submitted, bob closed, cleared, came back", "Open with preparer")]
    [InlineData("opened, cleared, ann assigned", "Closed")]
    [InlineData("opened, cleared, ann submitted", "Closed")]
    public void It_clears_and_comes_back_by_itself(string story, string status) => Status(story).ShouldBe(status);

    /// <summary>The same night run again sees a new break later than people did something about it.</summary>
    [Fact]
    public void A_night_that_is_run_again_does_not_undo_what_people_did()
    {
        BreakNight again = new("b1", Start.AddHours(9), BreakSighting.Opened);
        (_, BreakDeed[] deeds) = Told("ann assigned, ann submitted");

        BreakStatus.Of([again], deeds).Status.ShouldBe(BreakStatusKind.OpenWithReviewer);
    }

    [Fact]
    public void The_order_in_which_it_is_told_does_not_matter()
    {
        (BreakNight[] nights, BreakDeed[] deeds) = Told("opened, ann assigned, ann submitted, bob closed, cid reopened, ann due");
        BreakState state = BreakStatus.Of(nights, deeds);

        BreakStatus.Of(nights.Reverse(), deeds.Reverse()).ShouldBe(state);
        (state.Owner, state.DueDate, state.SubmittedBy).ShouldBe(("ann", new DateOnly(2026, 5, 1), "ann"));
    }

    private static string Status(string story)
    {
        (BreakNight[] nights, BreakDeed[] deeds) = Told(story);
        return BreakStatus.Of(nights, deeds).StatusText;
    }

    private static (BreakNight[] Nights, BreakDeed[] Deeds) Told(string story)
    {
        List<BreakNight> nights = [];
        List<BreakDeed> deeds = [];
        foreach ((int index, string step) in story.Split(", ").Index())
        {
            DateTimeOffset at = Start.AddMinutes(index);
            BreakSighting? seen = step switch { "opened" => BreakSighting.Opened, "cleared" => BreakSighting.Cleared, "came back" => BreakSighting.Returned, _ => null };
            if (seen is { } sighting)
            {
                nights.Add(new BreakNight("b1", at, sighting));
                continue;
            }

            string[] words = step.Split(' ');
            BreakDeedKind deed = Enum.Parse<BreakDeedKind>(words[1], ignoreCase: true);
            deeds.Add(new BreakDeed(
                index + 1, "b1", at, words[0], words[0], deed, deed == BreakDeedKind.Assigned ? words[0] : null,
                deed == BreakDeedKind.Due ? new DateOnly(2026, 5, 1) : null, "why"));
        }

        return ([.. nights], [.. deeds]);
    }
}
