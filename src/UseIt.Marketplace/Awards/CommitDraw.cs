using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Binds the draw of a tender to a seed when the tender is published, before any bid exists, so that nobody can steer it.
/// </summary>
public sealed record CommitDraw(Guid TenderId) : Message, ICommand
{
    public Guid DrawId => TieDraw.IdOf(TenderId);
}

public static class CommitDrawHandler
{
    public sealed record NewSeed(string CommitmentSha256, Protected Seed);

    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static async Task<NewSeed> Load(CommitDraw command, Vault vault, CancellationToken cancel)
    {
        var seed = Draw.NewSeed();
        return new NewSeed(
            Convert.ToHexStringLower(Draw.Commitment(seed)),
            await vault.SealAsync(command.DrawId, Convert.ToHexStringLower(seed), cancel)
        );
    }

    public static Decision Handle(CommitDraw command, Stream<TieDraw> draw, NewSeed seed) =>
        draw.Exists
            ? Decision.Nothing
            : Decision.On<TieDraw>(
                command.DrawId,
                new DrawSeedCommitted(command.DrawId, command.TenderId, seed.CommitmentSha256, seed.Seed)
            );
}
