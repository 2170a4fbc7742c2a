using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// A funder's evidence is kept until the day its programme says: of whoever was counted, by number, in what a claim told of people.
/// </summary>
public sealed class EvidenceHolds(NpgsqlDataSource database, ProgrammeList programmes, ProgrammeReading reading) : IErasureHolds
{
    public async Task<ErasureHold?> OfAsync(Guid subject, DateOnly today, CancellationToken cancel)
    {
        ErasureHold? longest = null;
        var kept = await database.RowsAsync<ProgrammeRow>(
            $"select data from {programmes.Table} where data ->> 'evidenceUntil' is not null and data ->> 'evidenceUntil' >= $1",
            [today.ToString("O", null)],
            cancel
        );
        foreach (var programme in kept.Where(p => p.Claims.Count > 0 && p.EvidenceUntil > (longest?.Until ?? DateOnly.MinValue)))
            if (
                await reading.ReadAsync(programme.ProgrammeId, await database.CeilingAsync(cancel), cancel) is { } facts
                && facts.Claims.LastOrDefault() is { } last
                && facts.At(last.DataCut).Evaluated().Any(c => c.Indicator.CountsPeople && c.Outputs.Any(o => o.SubjectId == subject))
            )
                longest = new ErasureHold($"evidence for the funder of {programme.Title}", programme.EvidenceUntil!.Value);
        return longest;
    }
}
