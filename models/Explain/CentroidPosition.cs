using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>One customer among centroids: where they stand, how far each feature may go, and what lies nearest.</summary>
internal sealed class CentroidPosition
{
    /// <summary>A border itself belongs to the lower cluster, so changes go this share beyond it, then further.</summary>
    private const double FirstOvershoot = 1e-6;
    private const double MostOvershoot = 0.5;

    /// <summary>Float32 may not see a share of a short move, so this share of a unit is added per overshoot.</summary>
    private const double UnitsPerOvershoot = 0.01;
    private const double LeastExcess = 1e-12;

    private readonly FeatureScaler _scaler;
    private readonly double[] _centroids;
    private readonly IReadOnlyList<ChangeLimit> _limits;
    private readonly double[] _raw;
    private readonly double[] _scaled;

    /// <summary>How far each feature may move down (0 or less) and up, scaled.</summary>
    private readonly double[] _down;
    private readonly double[] _up;
    private readonly double[] _excess;
    private readonly int _current;

    public CentroidPosition(
        FeatureScaler scaler, double[] centroids, IReadOnlyList<ChangeLimit> limits, double[] raw)
    {
        _scaler = scaler;
        _centroids = centroids;
        _limits = limits;
        _raw = raw;
        _scaled = Scaled(raw);
        _down = new double[raw.Length];
        _up = new double[raw.Length];
        for (int feature = 0; feature < raw.Length; feature++)
        {
            if (!double.IsNaN(raw[feature]))
            {
                ScaledFeature scale = scaler.Features[feature];
                ChangeLimit limit = limits[feature];
                double here = _scaled[feature];
                _down[feature] = limit.MayFall ? Math.Min(0, scale.Apply(limit.Lowest) - here) : 0;
                _up[feature] = limit.MayRise ? Math.Max(0, scale.Apply(limit.Highest) - here) : 0;
            }
        }

        _current = Nearest(_scaled);
        double own = SquaredDistance(_scaled, _current);

        // On a border the way out has no length, but it has a direction, which a length of almost nothing keeps.
        _excess =
        [
            .. Enumerable.Range(0, ClusterCount).Select(
                cluster => Math.Max(SquaredDistance(_scaled, cluster) - own, LeastExcess)),
        ];
    }

    private int ClusterCount => _centroids.Length / _raw.Length;

    public NearestChange Nearest() => new(_current, OneFeature(), Overall());

    private SegmentChange? OneFeature()
    {
        var moves = new List<(double Distance, double[] Move)>();
        for (int feature = 0; feature < _raw.Length; feature++)
        {
            foreach (bool rises in (bool[])[false, true])
            {
                double crossing = FirstCrossing(feature, rises);
                if (crossing <= (rises ? _up[feature] : -_down[feature]))
                {
                    double[] move = new double[_raw.Length];
                    move[feature] = rises ? crossing : -crossing;
                    moves.Add((crossing, move));
                }
            }
        }

        return Best(moves);
    }

    /// <summary>How far along one feature another centroid first becomes as near; infinite when none does.</summary>
    private double FirstCrossing(int feature, bool rises)
    {
        double first = double.PositiveInfinity;
        for (int cluster = 0; cluster < ClusterCount; cluster++)
        {
            double apart = Apart(cluster, feature) * (rises ? 1 : -1);
            if (apart > 0)
            {
                first = Math.Min(first, _excess[cluster] / (2 * apart));
            }
        }

        return first;
    }

    private SegmentChange? Overall()
    {
        var moves = new List<(double Distance, double[] Move)>();
        for (int cluster = 0; cluster < ClusterCount; cluster++)
        {
            if (cluster != _current && ToBorder(cluster) is { } move)
            {
                moves.Add((Math.Sqrt(move.Sum(part => part * part)), move));
            }
        }

        return Best(moves);
    }

    /// <summary>
    /// The shortest move to the plane between the current centroid and another: λ·(b − a) held within limits. Each round
    /// fixes the features whose limit is met, which only raises λ for the others.
    /// </summary>
    private double[]? ToBorder(int cluster)
    {
        double[] move = new double[_raw.Length];
        bool[] isFixed = new bool[_raw.Length];
        while (true)
        {
            double needed = _excess[cluster] / 2;
            double free = 0;
            for (int feature = 0; feature < move.Length; feature++)
            {
                double apart = Apart(cluster, feature);
                needed -= isFixed[feature] ? apart * move[feature] : 0;
                free += isFixed[feature] ? 0 : apart * apart;
            }

            if (needed > 0 && free == 0)
            {
                return null;
            }

            double pace = needed > 0 ? needed / free : 0;
            bool isWithin = true;
            for (int feature = 0; feature < move.Length; feature++)
            {
                if (!isFixed[feature])
                {
                    double wanted = pace * Apart(cluster, feature);
                    move[feature] = Math.Clamp(wanted, _down[feature], _up[feature]);
                    isFixed[feature] = move[feature] != wanted;
                    isWithin &= !isFixed[feature];
                }
            }

            if (isWithin)
            {
                return move;
            }
        }
    }

    /// <summary>The shortest move once its values are real ones. A tie goes to the earlier.</summary>
    private SegmentChange? Best(List<(double Distance, double[] Move)> moves)
    {
        SegmentChange? best = null;
        foreach ((double distance, double[] move) in moves.OrderBy(move => move.Distance))
        {
            if (best is not null && distance >= best.Distance)
            {
                break;
            }

            SegmentChange? settled = Settled(move);
            best = settled is not null && (best is null || settled.Distance < best.Distance) ? settled : best;
        }

        return best;
    }

    /// <summary>
    /// The move in the features' own units, stepped and put through the scaler again; null when it ends in no other
    /// cluster within limits.
    /// </summary>
    private SegmentChange? Settled(double[] move)
    {
        // What is nothing beside the rest would only lengthen the list of changes.
        double least = 1e-9 * move.Max(Math.Abs);
        for (double overshoot = FirstOvershoot; overshoot <= MostOvershoot; overshoot *= 4)
        {
            double[] values = (double[])_raw.Clone();
            for (int feature = 0; feature < values.Length; feature++)
            {
                if (Math.Abs(move[feature]) > least)
                {
                    double further = Math.Sign(move[feature]) * overshoot * UnitsPerOvershoot;
                    values[feature] = Value(feature, move[feature] * (1 + overshoot) + further);
                }
            }

            double[] scaled = Scaled(values);
            int target = Nearest(scaled);
            if (target != _current)
            {
                FeatureChange[] changes =
                [
                    .. Enumerable.Range(0, values.Length)
                        .Where(feature => !values[feature].Equals(_raw[feature]))
                        .Select(feature => new FeatureChange(
                            _limits[feature].Feature, feature, _raw[feature], values[feature])),
                ];
                double squares = scaled.Zip(_scaled, (to, from) => (to - from) * (to - from)).Sum();
                return new SegmentChange(target, Math.Sqrt(squares), changes);
            }
        }

        return null;
    }

    private double Value(int feature, double move)
    {
        bool rises = move > 0;
        ChangeLimit limit = _limits[feature];
        double value = limit.Stepped(_scaler.Features[feature].Invert(_scaled[feature] + move), rises);
        return rises
            ? Math.Max(_raw[feature], Math.Min(value, limit.Stepped(limit.Highest, rises: false)))
            : Math.Min(_raw[feature], Math.Max(value, limit.Stepped(limit.Lowest, rises: true)));
    }

    /// <summary>As scoring sees them: prepared features are float32.</summary>
    private double[] Scaled(double[] raw)
    {
        double[] scaled = new double[raw.Length];
        for (int feature = 0; feature < raw.Length; feature++)
        {
            scaled[feature] = (float)_scaler.Features[feature].Apply(raw[feature]);
        }

        return scaled;
    }

    private int Nearest(double[] scaled)
    {
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int cluster = 0; cluster < ClusterCount; cluster++)
        {
            double squared = SquaredDistance(scaled, cluster);
            if (squared < least)
            {
                least = squared;
                nearest = cluster;
            }
        }

        return nearest;
    }

    private double SquaredDistance(double[] scaled, int cluster)
    {
        double squared = 0;
        for (int feature = 0; feature < scaled.Length; feature++)
        {
            double difference = scaled[feature] - _centroids[cluster * scaled.Length + feature];
            squared += difference * difference;
        }

        return squared;
    }

    /// <summary>How far another centroid lies from the current one in a feature.</summary>
    private double Apart(int cluster, int feature) =>
        _centroids[cluster * _raw.Length + feature] - _centroids[_current * _raw.Length + feature];
}
