using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Opportunities;

/// <summary>What people look for work in: the notices of others and our own published tenders, side by side.</summary>
public sealed class OpportunitySearch : TableView<OpportunityRow>
{
    private const int LongestNumber = 100;
    private const int MostNumbers = 100;

    public override string Name => "opportunity_search";
    public override Composite Composite => Composites.Search;

    // Generated, so that a filter reads a small column and not the whole notice; bounded, because a notice may be of any length and an
    // index not. A value is looked for in pounds, so amounts in other currencies are not among them. Instants are text of one form: their
    // order is time order.
    protected override IReadOnlyList<string> Columns =>
        [
            """
                words tsvector generated always as (
                  setweight(to_tsvector('english', left(coalesce(data ->> 'title', ''), 5000)), 'A')
                  || setweight(to_tsvector('english', left(coalesce(data ->> 'buyerName', ''), 5000)), 'A')
                  || setweight(jsonb_to_tsvector('english', coalesce(data -> 'words', '[]'), '["string"]'), 'B')
                  || setweight(to_tsvector('english', left(coalesce(data ->> 'description', ''), 50000)), 'C'))
                  stored
                """,
            "is_public boolean not null generated always as (coalesce((data ->> 'public')::boolean, false)) stored",
            "ocid text generated always as (data ->> 'ocid') stored",
            "published_at text collate \"C\" generated always as (data ->> 'publishedAt') stored",
            "deadline text collate \"C\" generated always as (data ->> 'deadline') stored",
            "status text generated always as (data ->> 'status') stored",
            "cpv jsonb generated always as (data -> 'cpvTree') stored",
            "places jsonb generated always as (data -> 'placeTerms') stored",
            "value numeric generated always as (case data -> 'value' ->> 'currency' when 'GBP' then (data -> 'value' ->> 'amount')::numeric end) stored",
            "for_vcse boolean not null generated always as (coalesce((data ->> 'suitableForVcse')::boolean, false) or data ->> 'reservedFor' is not null) stored",
            "publisher text generated always as (left(data ->> 'publisher', 300)) stored",
            "since bigint generated always as ((data ->> 'since')::bigint) stored",
            "buyer uuid generated always as ((data ->> 'buyerId')::uuid) stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["words"] = "using gin (words)",
            ["cpv"] = "using gin (cpv)",
            ["places"] = "using gin (places)",
            ["published"] = "(published_at desc, key desc) where is_public",
            ["deadline"] = "(deadline, key) where is_public",
            ["value"] = "(value) where is_public",
            ["vcse"] = "(published_at desc, key desc) where is_public and for_vcse",
            ["publisher"] = "(publisher, published_at desc, key desc) where is_public",
            ["buyer"] = "(buyer) where buyer is not null",
            ["ocid"] = "(ocid)",
            ["since"] = "(since) where is_public",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(NoticeImported),
            typeof(NoticeRevised),
            typeof(TenderDrafted),
            typeof(TenderDescribed),
            typeof(LotAdded),
            typeof(LotChanged),
            typeof(LotRemoved),
            typeof(DeadlineSet),
            typeof(NoticeConfirmed),
            typeof(TenderPublished),
            typeof(DeadlineExtended),
            typeof(ClosingDeferred),
            typeof(TenderClosed),
            typeof(TenderAwarded),
            typeof(TenderUnsuccessful),
            typeof(TenderWithdrawn),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override OpportunityRow? Apply(Guid key, OpportunityRow? row, IEvent e) =>
        e.Data switch
        {
            NoticeImported n => Noticed(row, n.Ocid, n.Source, n.Release) with { Since = row?.Since ?? e.Sequence },
            NoticeRevised n => Noticed(row, n.Ocid, n.Source, n.Release) with { Since = row?.Since ?? e.Sequence },
            TenderDrafted t => new OpportunityRow
            {
                Ocid = "",
                Title = t.Title,
                BuyerId = t.BuyerId,
                Status = OpportunityStatus.Planned,
            },
            _ when row is null => null,
            TenderDescribed t => (
                row with
                {
                    Title = t.Title,
                    Description = t.Description,
                    Cpv = [.. t.Cpv.Select(Cpv.Digits)],
                    Places = t.Places,
                    Value = t.Estimate.Net ?? t.Estimate.Gross,
                    SuitableForVcse = t.SuitableForVcse,
                    ReservedFor = t.Reservation,
                }
            ).Indexed(),
            LotAdded l => WithLot(row, l.LotId, l.Title, l.Description, l.Estimate),
            LotChanged l => WithLot(row, l.LotId, l.Title, l.Description, l.Estimate),
            LotRemoved l => (row with { Lots = [.. row.Lots.Where(x => x.Id != l.LotId.ToString())] }).Indexed(),
            DeadlineSet d => row with { Deadline = d.Deadline },
            NoticeConfirmed n => (row with { Numbers = [.. row.Numbers, n.NoticeId] }).Indexed(),
            TenderPublished p => row with
            {
                Public = true,
                Ocid = p.Ocid,
                PublishedAt = p.PublishedAt,
                Deadline = p.Deadline,
                Status = OpportunityStatus.Open,
                Since = row.Since ?? e.Sequence,
            },
            DeadlineExtended d => row with { Deadline = d.To },
            ClosingDeferred d => row with { Deadline = d.To },
            TenderClosed => row with { Status = OpportunityStatus.Closed },
            TenderAwarded => row with { Status = OpportunityStatus.Awarded },
            TenderUnsuccessful when row.Status != OpportunityStatus.Awarded => row with { Status = OpportunityStatus.Unsuccessful },
            TenderWithdrawn => row with { Status = OpportunityStatus.Withdrawn },
            _ => row,
        };

    // An older release that comes late is laid under what newer ones said.
    private static OpportunityRow Noticed(OpportunityRow? row, string ocid, NoticeSource source, JsonElement release)
    {
        var said = JsonObject.Create(release)!;
        var late = row?.NoticeDate > source.ReleaseDate;
        var merged = late ? OcdsMerge.Merge(OcdsMerge.Merge(null, said), row!.Notice!) : OcdsMerge.Merge(row?.Notice, said);
        string[] number = said["id"] is JsonValue id && id.TryGetValue<string>(out var text) && text.Length <= LongestNumber ? [text] : [];
        return (
            NoticeReading.Read(ocid, source, merged, late ? row!.NoticeDate!.Value : source.ReleaseDate) with
            {
                Numbers = [.. (row?.Numbers ?? []).Concat(number).Distinct().TakeLast(MostNumbers)],
            }
        ).Indexed();
    }

    private static OpportunityRow WithLot(OpportunityRow row, Guid id, string title, string description, Estimate estimate)
    {
        var lot = new OpportunityLot(id.ToString(), title, description, estimate.Net ?? estimate.Gross);
        var known = row.Lots.Any(l => l.Id == lot.Id);
        return (row with { Lots = known ? [.. row.Lots.Select(l => l.Id == lot.Id ? lot : l)] : [.. row.Lots, lot] }).Indexed();
    }
}
