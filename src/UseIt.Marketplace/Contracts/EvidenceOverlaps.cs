using System.Text.Json;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

/// <summary>What is asked about: a delivery by an organisation, in a unit, over some days, shown by documents.</summary>
public sealed record Delivery(Guid Id, Guid OrganisationId, string Unit, Period Period, IReadOnlyList<Guid> Documents);

/// <summary>
/// Another commitment whose evidence, or a need that was met, may tell of the same delivery. Who is no party of that contract learns no
/// more of it.
/// </summary>
public sealed record EvidenceOverlap(
    Guid EvidenceId,
    bool SameFile,
    Guid? ContractId,
    Guid? CommitmentId,
    Guid? NeedId,
    string? Title,
    decimal? Quantity,
    string Unit
)
{
    public string Said =>
        (NeedId, Title) switch
        {
            ({ }, _) => $"{Much} for the need “{Title}” of the community {(Quantity == 1 ? "was" : "were")} given in the same days.",
            (_, null) when SameFile => "The same file is evidence for another contract.",
            (_, null) => $"Evidence for another contract, in {Unit} too, is of the same days.",
            _ when SameFile => $"The same file is evidence of {Much} for “{Title}”.",
            _ => $"Evidence of {Much} for “{Title}” is of the same days.",
        };

    private string Much => $"{ReportWriter.Quantity(Quantity)} {Unit}";
}

/// <summary>
/// Whether what is evidence here is told elsewhere as well: the same file, whatever its name, in this contract or by the same organisation;
/// or the same organisation, unit and days, for another commitment or for a need. It is flagged, and a person decides: only people can say
/// whether it is the same hour. It knows what the views know.
/// </summary>
public sealed class EvidenceOverlaps(NpgsqlDataSource database, CommitmentLedger ledger, NeedsBoard needs)
{
    // A commitment or need, with what may be told of it to whom.
    internal sealed record Found(Guid Other, IReadOnlyList<Guid> Parties, EvidenceOverlap Overlap);

    /// <summary>As the actor may read it.</summary>
    public async Task<IReadOnlyList<EvidenceOverlap>> SeenAsync(
        Actor actor,
        IReadOnlyList<Delivery> deliveries,
        Guid? commitment,
        CancellationToken cancel
    ) =>
        [
            .. (await OfAsync(deliveries, commitment, cancel)).Select(f =>
                f.Overlap.NeedId is not null || f.Parties.Any(p => actor.ActsFor(p))
                    ? f.Overlap
                    : f.Overlap with
                    {
                        ContractId = null,
                        CommitmentId = null,
                        Title = null,
                        Quantity = null,
                    }
            ),
        ];

    /// <param name="deliveries">What is asked about.</param>
    /// <param name="commitment">The commitment they are evidence of, which is not looked at; null where they are of none.</param>
    /// <param name="cancel">Ends it.</param>
    internal async Task<IReadOnlyList<Found>> OfAsync(IReadOnlyList<Delivery> deliveries, Guid? commitment, CancellationToken cancel)
    {
        if (deliveries.Count == 0)
            return [];
        var asked = deliveries.Select(d => new
        {
            d.Id,
            Organisation = d.OrganisationId,
            d.Unit,
            First = d.Period.Start,
            Last = d.Period.End,
            d.Documents,
        });
        var told = await database.RowsAsync<Found>(
            $$"""
            with asked as materialized (
              select a.*, (
                select array_agg(s.data ->> 'sha256') from events.mt_events s
                where s.stream_id = any(a.documents) and s.type = 'document_stored'
              ) as files
              from jsonb_to_recordset($1::jsonb) a(id uuid, organisation text, unit text, first text, last text, documents uuid[])
            ),
            own as materialized (
              select l.key, l.contract, l.buyer, l.suppliers, l.title, l.unit, e.value as evidence
              from {{ledger.Table}} l, jsonb_array_elements(l.data -> 'evidence') e
              where l.suppliers ?| (select array_agg(organisation) from asked) and l.key <> $2::uuid
                and e.value ->> 'stage' <> 'Withdrawn'
            )
            select jsonb_build_object('other', o.key, 'parties', o.suppliers || to_jsonb(o.buyer), 'overlap', jsonb_build_object(
              'evidenceId', a.id, 'sameFile', bool_or(f.same), 'contractId', o.contract, 'commitmentId', o.key, 'title', o.title,
              'quantity', sum((o.evidence ->> 'quantity')::numeric), 'unit', o.unit))
            from asked a
            cross join own o
            cross join lateral (
              select a.files is not null and exists (
                select from jsonb_array_elements_text(o.evidence -> 'documents') d
                join events.mt_events s on s.stream_id = d.value::uuid and s.type = 'document_stored'
                where s.data ->> 'sha256' = any(a.files)
              ) as same
            ) f
            where f.same and (o.evidence ->> 'organisationId' = a.organisation
                or o.contract = (select contract from {{ledger.Table}} where key = $2::uuid))
              or o.evidence ->> 'organisationId' = a.organisation and lower(o.unit) = lower(a.unit)
                and o.evidence #>> '{period,start}' <= a.last and o.evidence #>> '{period,end}' >= a.first
            group by a.id, o.key, o.contract, o.buyer, o.suppliers, o.title, o.unit
            order by a.id, o.key
            """,
            [JsonSerializer.Serialize(asked, EventJson.Options), (commitment ?? Guid.Empty).ToString()],
            cancel
        );
        List<Found> found = [.. told];
        foreach (var organisation in deliveries.Select(d => d.OrganisationId).Distinct())
        foreach (var need in await needs.OfferedByAsync(database, organisation, cancel))
            if (
                need is { Accepted: { Quantity: { } quantity, Unit: { } unit } offer, Result: { NotMet: null, On: var day } }
                && offer.OrganisationId == organisation
                && (commitment is null || need.Attribution?.CommitmentId != commitment)
            )
                found.AddRange(
                    deliveries
                        .Where(d =>
                            d.OrganisationId == organisation
                            && string.Equals(d.Unit, unit, StringComparison.OrdinalIgnoreCase)
                            && d.Period.Start <= day
                            && day <= d.Period.End
                        )
                        .Select(d => new Found(
                            need.NeedId,
                            [],
                            new EvidenceOverlap(d.Id, SameFile: false, null, null, need.NeedId, need.Title, quantity, unit)
                        ))
                );
        return found;
    }
}
