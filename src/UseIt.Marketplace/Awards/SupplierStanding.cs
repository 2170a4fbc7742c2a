using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Awards;

/// <summary>Whether an organisation can be contracted with: one that is suspended may come back, one that has closed does not.</summary>
public sealed record SupplierStanding(bool Suspended, bool Closed) : IState<SupplierStanding>
{
    public static SupplierStanding Empty { get; } = new(false, false);

    public static string StreamType => "organisation";

    public bool IsGone => Suspended || Closed;

    public SupplierStanding Evolve(object fact) =>
        fact switch
        {
            OrganisationSuspended => this with { Suspended = true },
            OrganisationReinstated => this with { Suspended = false },
            OrganisationClosed => this with { Closed = true },
            _ => this,
        };

    /// <summary>Those of some organisations who cannot be contracted with now; what is read here holds until the commit.</summary>
    public static async Task<IReadOnlyList<Guid>> GoneAsync(IEnumerable<Guid> organisations, Streams streams, CancellationToken cancel) =>
        Gone(await streams.FetchAsync<SupplierStanding>(organisations.Distinct(), cancel));

    /// <summary>The same for a page, which holds nothing.</summary>
    public static async Task<IReadOnlyList<Guid>> GoneAsync(
        IEnumerable<Guid> organisations,
        IDocumentStore store,
        CancellationToken cancel
    ) => Gone(await store.FetchAsync<SupplierStanding>(organisations.Distinct(), cancel));

    private static IReadOnlyList<Guid> Gone(IEnumerable<Stream<SupplierStanding>> organisations) =>
        [.. organisations.Where(o => o.State.IsGone).Select(o => o.Id)];
}
