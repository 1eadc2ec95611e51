namespace Segmentation.Jobs.Demo;

/// <summary>One question of the survey: how much each planted need moves its answer, in hundredths.</summary>
/// <param name="Id">Its id in the answers.</param>
/// <param name="Text">What was asked, on a scale from 1 (not at all) to 7 (very much).</param>
/// <param name="Loadings">Hundredths per need, in the order of <see cref="DemoNeeds.Needs"/>.</param>
public sealed record DemoQuestion(string Id, string Text, IReadOnlyList<int> Loadings);

/// <summary>One planted segment of needs.</summary>
/// <param name="Name">Name in the truth.</param>
/// <param name="Profile">Mean of each need in hundredths of its spread.</param>
/// <param name="Shares">People of a thousand in each of <see cref="DemoGroups.All"/>.</param>
public sealed record DemoNeedSegment(string Name, IReadOnlyList<int> Profile, IReadOnlyList<int> Shares);

/// <summary>What people want, apart from how they buy: three needs, four segments of them, twelve questions.</summary>
/// <remarks>A group leans to one segment, so that behaviour foretells needs often, and not always.</remarks>
public static class DemoNeeds
{
    public const string Survey = "needs-survey";

    /// <summary>People of a thousand who answer.</summary>
    public const int AnswerShare = 333;

    /// <summary>The planted needs, which a factor analysis has to find.</summary>
    public static IReadOnlyList<string> Needs { get; } = ["price", "advice", "novelty"];

    /// <summary>The profiles are the corners of a tetrahedron: equally far from one another, and needs do not go together.</summary>
    public static IReadOnlyList<DemoNeedSegment> Segments { get; } =
    [
        new("thrifty", [100, -100, -100], [40, 80, 40, 880, 500, 200, 250, 250]),
        new("cautious", [-100, 100, -100], [100, 60, 800, 40, 250, 150, 600, 250]),
        new("curious", [-100, -100, 100], [60, 800, 80, 40, 150, 550, 100, 250]),
        new("demanding", [100, 100, 100], [800, 60, 80, 40, 100, 100, 50, 250]),
    ];

    public static IReadOnlyList<DemoQuestion> Questions { get; } =
    [
        new("low_prices", "I want the lowest price.", [150, 0, 0]),
        new("discounts", "I wait for discounts.", [140, 0, 0]),
        new("comparing", "I compare shops before I buy.", [130, 0, 20]),
        new("budget", "I keep to a budget.", [120, 20, 0]),
        new("advice", "I want to be advised.", [0, 150, 0]),
        new("contact_person", "I want one person to turn to.", [0, 140, 0]),
        new("reliability", "I want to know that it will last.", [20, 130, 0]),
        new("returns", "I want to be able to give it back.", [0, 120, 0]),
        new("new_products", "I want to hear of new products.", [0, 0, 150]),
        new("trends", "I follow trends.", [0, 0, 140]),
        new("trying_out", "I like trying things out.", [0, 0, 130]),
        new("variety", "I want a wide choice.", [0, 20, 120]),
    ];

    /// <summary>The planted segment of a person.</summary>
    public static int SegmentOf(DemoWorld world, in DemoPerson person)
    {
        int group = person.Group;
        DemoRandom random = world.Stream("survey", "segment").For(person.Index);
        return random.Weighted([.. Segments.Select(segment => segment.Shares[group])]);
    }
}
