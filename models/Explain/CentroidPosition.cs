namespace Segmentation.Models.Explain;

/// <summary>
/// One customer among centroids: where they stand, how far each feature may go, and what lies nearest.
/// </summary>
internal sealed class CentroidPosition
{
    /// <summary>
    /// A border itself belongs to the lower cluster, so changes go this share beyond it, then further.
    /// </summary>
    private const double FirstOvershoot = 1e-6;
    private const double MostOvershoot = 0.5;

    /// <summary>Float32 may not see a share of a short move, so this share of a unit is added per overshoot.</summary>
    private const double UnitsPerOvershoot = 0.01;
    private const double LeastExcess = 1e-12;

    private readonly CentroidBorders _borders;
    private readonly double[] _raw;
    private readonly double[] _scaled;
    private readonly double[] _down;
    private readonly double[] _up;
    private readonly int _current;

    /// <summary>How much further away each cluster is than the current one, squared.</summary>
    private readonly double[] _excess;

    public CentroidPosition(CentroidBorders borders, double[] raw)
    {
        _borders = borders;
        _raw = raw;
        _scaled = new double[raw.Length];
        _down = new double[raw.Length];
        _up = new double[raw.Length];
        for (int feature = 0; feature < raw.Length; feature++)
        {
            bool isMissing = double.IsNaN(raw[feature]);
            _scaled[feature] = borders.Scaled(feature, raw[feature]);
            _down[feature] = isMissing ? 0 : borders.Down(feature, _scaled[feature]);
            _up[feature] = isMissing ? 0 : borders.Up(feature, _scaled[feature]);
        }

        _current = borders.Nearest(_scaled);
        double own = CentroidBorders.SquaredDistance(_scaled, borders.Centroid(_current));
        _excess = new double[borders.ClusterCount];
        for (int cluster = 0; cluster < _excess.Length; cluster++)
        {
            // On a border the way out has no length, but it has a direction, which a length of almost nothing keeps.
            double squared = CentroidBorders.SquaredDistance(_scaled, borders.Centroid(cluster));
            _excess[cluster] = Math.Max(squared - own, LeastExcess);
        }
    }

    public NearestChange Nearest() => new(_current, OneFeature(), Overall());

    /// <summary>
    /// Shortest crossings first, until the next could not be shorter. A tie goes to the lower feature.
    /// </summary>
    private SegmentChange? OneFeature()
    {
        double[] crossings = new double[2 * _raw.Length];
        for (int feature = 0; feature < _raw.Length; feature++)
        {
            (double falling, double rising) = FirstCrossings(feature);
            crossings[2 * feature] = falling <= -_down[feature] ? falling : double.PositiveInfinity;
            crossings[2 * feature + 1] = rising <= _up[feature] ? rising : double.PositiveInfinity;
        }

        SegmentChange? best = null;
        while (TakeShortest(crossings, best, out int way, out double crossing))
        {
            double[] move = new double[_raw.Length];
            move[way / 2] = way % 2 == 1 ? crossing : -crossing;
            best = Nearer(best, Settled(move));
        }

        return best;
    }

    /// <summary>
    /// How far along one feature, each way, another centroid first becomes as near; infinite when none does.
    /// </summary>
    private (double Falling, double Rising) FirstCrossings(int feature)
    {
        double falling = double.PositiveInfinity;
        double rising = double.PositiveInfinity;
        double own = _borders.Centroid(_current)[feature];
        for (int cluster = 0; cluster < _excess.Length; cluster++)
        {
            double apart = _borders.Centroid(cluster)[feature] - own;
            if (apart > 0 && _excess[cluster] < rising * (2 * apart))
            {
                rising = _excess[cluster] / (2 * apart);
            }
            else if (apart < 0 && _excess[cluster] < falling * (-2 * apart))
            {
                falling = _excess[cluster] / (-2 * apart);
            }
        }

        return (falling, rising);
    }

    /// <summary>
    /// Nearest planes first, until the next, even without limits, could not be nearer. A tie goes to the lower cluster.
    /// </summary>
    private SegmentChange? Overall()
    {
        ReadOnlySpan<double> own = _borders.Centroid(_current);
        double[] apart = _borders.Apart(_current);
        double[] planes = new double[_excess.Length];
        for (int cluster = 0; cluster < planes.Length; cluster++)
        {
            planes[cluster] =
                apart[cluster] > 0 ? _excess[cluster] / (2 * apart[cluster]) : double.PositiveInfinity;
        }

        SegmentChange? best = null;
        while (TakeShortest(planes, best, out int cluster, out _))
        {
            double[]? move = BorderMove.Shortest(own, _borders.Centroid(cluster), _excess[cluster], _down, _up);
            best = move is null ? best : Nearer(best, Settled(move));
        }

        return best;
    }

    /// <summary>
    /// Takes the shortest way out of a list, the first in a tie; false when none is shorter than the best.
    /// </summary>
    private static bool TakeShortest(double[] lengths, SegmentChange? best, out int taken, out double length)
    {
        taken = -1;
        length = best?.Distance ?? double.PositiveInfinity;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < length)
            {
                taken = i;
                length = lengths[i];
            }
        }

        if (taken >= 0)
        {
            lengths[taken] = double.PositiveInfinity;
        }

        return taken >= 0;
    }

    private static SegmentChange? Nearer(SegmentChange? best, SegmentChange? other) =>
        other is not null && (best is null || other.Distance < best.Distance) ? other : best;

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
            double[] scaled = (double[])_scaled.Clone();
            for (int feature = 0; feature < values.Length; feature++)
            {
                if (Math.Abs(move[feature]) > least)
                {
                    double further = Math.Sign(move[feature]) * overshoot * UnitsPerOvershoot;
                    double to = _scaled[feature] + move[feature] * (1 + overshoot) + further;
                    values[feature] = _borders.Raw(feature, _raw[feature], to, rises: move[feature] > 0);
                    scaled[feature] = _borders.Scaled(feature, values[feature]);
                }
            }

            int target = _borders.Nearest(scaled);
            if (target != _current)
            {
                return Reported(target, values, Math.Sqrt(CentroidBorders.SquaredDistance(scaled, _scaled)));
            }
        }

        return null;
    }

    private SegmentChange Reported(int target, double[] values, double distance)
    {
        int count = 0;
        for (int feature = 0; feature < values.Length; feature++)
        {
            count += values[feature].Equals(_raw[feature]) ? 0 : 1;
        }

        // A million customers keep these, so they take no more room than they must.
        var changes = new FeatureChange[count];
        for (int feature = values.Length - 1; feature >= 0; feature--)
        {
            if (!values[feature].Equals(_raw[feature]))
            {
                changes[--count] = new(_borders.Limits[feature].Feature, feature, _raw[feature], values[feature]);
            }
        }

        return new SegmentChange(target, distance, changes);
    }
}
