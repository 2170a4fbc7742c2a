using JasperFx.Events.Projections;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Views that read each page of the log once and commit together: a fact that stops one of them stops these, and no others.
/// </summary>
/// <param name="Name">In snake_case.</param>
/// <param name="Version">To be raised when a view comes or goes, or when the facts of one, its rows or what they mean change: all of them
/// are then built anew, in tables of their own beside the old.</param>
public sealed record Composite(string Name, uint Version)
{
    /// <summary>Name under which its position is kept, and by which a person lets it go on.</summary>
    public string Progress => new ShardName(Name, ShardName.All, Version).Identity;
}
