using CsCheck;
using Segmentation.Models.Linkage;

namespace Segmentation.Models.Tests.Linkage;

public class ConnectedComponentsTests
{
    [Fact]
    public void A_group_is_named_by_its_smallest_member() =>
        ConnectedComponents.Label(7, [(6, 4), (4, 2), (5, 1)]).ShouldBe([0, 1, 2, 3, 2, 1, 2]);

    [Fact]
    public void Nothing_joined_leaves_everyone_alone()
    {
        ConnectedComponents.Label(3, []).ShouldBe([0, 1, 2]);
        ConnectedComponents.Label(0, []).ShouldBeEmpty();
        ConnectedComponents.Label(2, [(1, 1)]).ShouldBe([0, 1]);
    }

    [Fact]
    public void Joining_says_whether_it_changed_anything()
    {
        var components = new ConnectedComponents(3);
        components.Join(2, 1).ShouldBeTrue();
        components.Join(1, 2).ShouldBeFalse();
        components.LabelOf(2).ShouldBe(1);
    }

    [Fact]
    public void A_chain_of_a_million_needs_no_recursion()
    {
        var components = new ConnectedComponents(1_000_000);
        for (int member = 999_999; member > 0; member--)
        {
            components.Join(member, member - 1);
        }

        components.Labels().ShouldAllBe(label => label == 0);
    }

    [Fact]
    public void A_member_that_does_not_exist_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ConnectedComponents.Label(2, [(0, 2)]));
        Should.Throw<ArgumentOutOfRangeException>(() => ConnectedComponents.Label(2, [(-1, 0)]));
    }

    [Fact]
    public void The_order_of_edges_does_not_matter_and_flooding_agrees()
    {
        var someEdges = Gen.Select(Gen.Int[0, 39], Gen.Int[0, 39]).Array[0, 60];
        Gen.Select(Gen.Int[1, 40], someEdges).Sample((memberCount, pairs) =>
        {
            (int A, int B)[] edges = [.. pairs.Select(pair => (pair.Item1 % memberCount, pair.Item2 % memberCount))];
            int[] labels = ConnectedComponents.Label(memberCount, edges);
            ConnectedComponents.Label(memberCount, [.. edges.Reverse()]).ShouldBe(labels);

            int[] flooded = [.. Enumerable.Range(0, memberCount)];
            for (int round = 0; round < memberCount; round++)
            {
                foreach ((int a, int b) in edges)
                {
                    flooded[a] = flooded[b] = Math.Min(flooded[a], flooded[b]);
                }
            }

            labels.ShouldBe(flooded);
        });
    }
}
