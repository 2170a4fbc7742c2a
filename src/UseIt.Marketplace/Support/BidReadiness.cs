using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;

namespace UseIt.Marketplace.Support;

/// <summary>One item of an enterprise's bid-ready file, as far as an adviser has to know.</summary>
public sealed record ReadyItem(Guid ItemId, BidReadyKind Kind, DateOnly? Until);

/// <summary>What an enterprise has ready for a bid. An item it says it needs none of counts: it is answered.</summary>
public sealed record BidReadiness(Guid OrganisationId, IReadOnlyList<Guid> Capabilities, IReadOnlyList<ReadyItem> Items)
{
    // What buyers ask everybody for; a certificate is for some.
    private static readonly (BidReadyKind Kind, string Name)[] Asked =
    [
        (BidReadyKind.Insurance, "insurances"),
        (BidReadyKind.Policy, "policies"),
        (BidReadyKind.Accounts, "accounts or another proof of standing"),
        (BidReadyKind.Reference, "a reference"),
    ];

    public static BidReadiness Of(Guid organisation) => new(organisation, [], []);

    /// <summary>What is not there yet, or has expired by this day, in plain words; empty for who is ready to bid.</summary>
    public IReadOnlyList<string> Missing(DateOnly today)
    {
        var lacks = Asked.Where(a => !Items.Any(i => i.Kind == a.Kind && (i.Until is not { } until || until >= today))).ToList();
        return
        [
            .. Capabilities.Count == 0 ? new[] { "what it can do" } : [],
            .. lacks.Count == Asked.Length ? ["its bid-ready file"] : lacks.Select(a => a.Name),
        ];
    }
}

/// <summary>What enterprises have ready for a bid, by organisation, for the caseload of their advisers.</summary>
public sealed class BidReadinessByEnterprise : TableView<BidReadiness>
{
    public override string Name => "bid_readiness";
    public override Composite Composite => Composites.Ledger;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(EnterpriseRegistered),
            typeof(CapabilityDeclared),
            typeof(CapabilityWithdrawn),
            typeof(BidReadyItemAdded),
            typeof(BidReadyItemRemoved),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        e.Data switch
        {
            EnterpriseRegistered f => [f.OrganisationId],
            CapabilityDeclared f => [f.OrganisationId],
            CapabilityWithdrawn f => [f.OrganisationId],
            BidReadyItemAdded f => [f.OrganisationId],
            BidReadyItemRemoved f => [f.OrganisationId],
            _ => [],
        };

    public override BidReadiness? Apply(Guid key, BidReadiness? row, IEvent e)
    {
        row ??= BidReadiness.Of(key);
        return e.Data switch
        {
            CapabilityDeclared f => row with { Capabilities = [.. row.Capabilities.Where(c => c != f.CapabilityId), f.CapabilityId] },
            CapabilityWithdrawn f => row with { Capabilities = [.. row.Capabilities.Where(c => c != f.CapabilityId)] },
            BidReadyItemAdded f => row with
            {
                Items = [.. row.Items.Where(i => i.ItemId != f.Replaces), new ReadyItem(f.ItemId, f.Kind, f.Until)],
            },
            BidReadyItemRemoved f => row with { Items = [.. row.Items.Where(i => i.ItemId != f.ItemId)] },
            _ => row,
        };
    }

    public async Task<IReadOnlyDictionary<Guid, BidReadiness>> FindAsync(
        NpgsqlDataSource database,
        IEnumerable<Guid> organisations,
        CancellationToken cancel
    ) =>
        (
            await database.RowsAsync<BidReadiness>(
                $"select data from {Table} where key = any($1::uuid[])",
                [organisations.Distinct().Select(o => o.ToString()).ToArray()],
                cancel
            )
        ).ToDictionary(r => r.OrganisationId);
}
