using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// Whether whoever vouches or verifies belongs to the organisation it is about, or acts for it: nobody's word counts for their own.
/// </summary>
public sealed record OwnPlace(bool Held)
{
    public static readonly Refusal NotYourOwn = new(
        "own-organisation",
        null,
        "You belong to this organisation. Somebody from outside has to check it"
    );

    public static async Task<OwnPlace> InAsync(Guid organisation, Actor actor, Streams streams, CancellationToken cancel) =>
        new(
            actor.ActsFor(organisation)
                || (await streams.FetchAsync<Membership>(UuidV5.Of(organisation, $"membership:{actor.Person}"), cancel)).State.Active
        );
}
