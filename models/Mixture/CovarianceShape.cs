namespace Segmentation.Models.Mixture;

/// <summary>What the covariances of a mixture's components may look like, from most to least free.</summary>
public enum CovarianceShape
{
    /// <summary>Each component its own: any ellipsoid.</summary>
    Full,

    /// <summary>One for all components: ellipsoids that differ only in place.</summary>
    Tied,

    /// <summary>Each component its own variances, features independent within it.</summary>
    Diagonal,

    /// <summary>Each component one variance for all features: a ball.</summary>
    Spherical,
}
