using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>The draw that ends a tender's ladder for equal bids.</summary>
public sealed record TieDraw(string CommitmentSha256, Protected? Seed, bool Disclosed) : IState<TieDraw>
{
    public static TieDraw Empty { get; } = new("", null, false);

    public static Guid IdOf(Guid tenderId) => UuidV5.Of(tenderId, "draw");

    public TieDraw Evolve(object fact) =>
        fact switch
        {
            DrawSeedCommitted e => new TieDraw(e.CommitmentSha256, e.Seed, false),
            DrawSeedDisclosed => this with { Disclosed = true },
            _ => this,
        };
}
