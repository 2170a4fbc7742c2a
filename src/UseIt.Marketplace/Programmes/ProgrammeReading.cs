using System.Text.Json;
using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;

namespace UseIt.Marketplace.Programmes;

/// <summary>A programme at a position of the log: how it is set up, and everything it rests on.</summary>
public sealed record ProgrammeFacts(Guid ProgrammeId, long Cut, Programme Programme, IReadOnlyList<IEvent> Facts)
{
    /// <summary>The same at an earlier position.</summary>
    public ProgrammeFacts At(long cut)
    {
        IEvent[] then = [.. Facts.TakeWhile(e => e.Sequence <= cut)];
        return new ProgrammeFacts(ProgrammeId, cut, Folded(ProgrammeId, then), then);
    }

    /// <summary>How the programme is set up by its own facts.</summary>
    public static Programme Folded(Guid programme, IEnumerable<IEvent> facts) =>
        facts.Where(e => e.StreamId == programme).Aggregate(Programme.Empty, (state, e) => state.Evolve(e.Data));

    /// <summary>The claims made so far, the first first.</summary>
    public IEnumerable<ProgrammeClaimed> Claims => Facts.Select(e => e.Data).OfType<ProgrammeClaimed>();

    /// <summary>The evidence of each output.</summary>
    public IReadOnlyDictionary<Guid, OutputEvidence> Evidence =>
        Facts
            .Where(e => e.Data is OutputEvidenceRecorded or OutputEvidenceAccepted or OutputEvidenceRejected)
            .GroupBy(e => e.StreamId)
            .ToDictionary(g => g.Key, g => g.Aggregate(OutputEvidence.Empty, (state, e) => state.Evolve(e.Data)));

    public IReadOnlyList<Counted> Evaluated(DateOnly? until = null) => ProgrammeEvaluation.Of(Programme, Facts, until ?? DateOnly.MaxValue);
}

/// <summary>Reads all facts of a programme in a few round trips, however many enterprises and people it has.</summary>
public sealed class ProgrammeReading(IDocumentStore store, NpgsqlDataSource database, LogTail tail, ProgrammeSources sources)
{
    /// <summary>Null where there was no such programme by then.</summary>
    public async Task<ProgrammeFacts?> ReadAsync(Guid id, long cut, CancellationToken cancel)
    {
        var own = await store.ReadStreamsAsync([id], cut, cancel);
        if (own is not [{ Data: ProgrammeOpened }, ..])
            return null;
        var programme = ProgrammeFacts.Folded(id, own);
        var seen = await tail.SeenAsync(sources, cancel);
        var charged = await ChargedAsync([.. programme.Codes.Select(ProgrammeEvaluation.CodeOf)], cancel);
        // What the view has not seen yet may be of this programme: it is read too, and the evaluation passes over what is not.
        var unseen = await tail.UnseenAsync(sources, _ => true, seen, cut, cancel);
        var late = await store.ReadStreamsAsync(unseen, cut, cancel);
        Guid[] about =
        [
            .. charged
                .SelectMany(c => c.About)
                .Concat(programme.Partners.Select(p => p.OrganisationId).OfType<Guid>())
                .Concat(late.SelectMany(Named))
                .Append(programme.LeadOrganisation)
                .Append(id)
                .Distinct(),
        ];
        Guid[] streams = [id, .. charged.Select(c => c.Stream), .. await AboutAsync(about, cancel), .. unseen, .. about];
        return new ProgrammeFacts(id, cut, programme, await store.ReadStreamsAsync(streams, cut, cancel));
    }

    private static IEnumerable<Guid> Named(IEvent e) => new ProgrammeSources().Apply(e.StreamId, null, e)?.About ?? [];

    private async Task<IReadOnlyList<(Guid Stream, IReadOnlyList<Guid> About)>> ChargedAsync(string[] codes, CancellationToken cancel)
    {
        await using var command = Command(
            $"select key, data from {sources.Table} where data ->> 'code' is not null and data ->> 'code' = any($1)",
            codes
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<(Guid, IReadOnlyList<Guid>)> found = [];
        while (await reader.ReadAsync(cancel))
            found.Add(
                (reader.GetGuid(0), JsonSerializer.Deserialize<ProgrammeSource>(reader.GetFieldValue<byte[]>(1), EventJson.Options)!.About)
            );
        return found;
    }

    private async Task<IReadOnlyList<Guid>> AboutAsync(IEnumerable<Guid> about, CancellationToken cancel)
    {
        await using var command = Command(
            $"select key from {sources.Table} where data -> 'about' ?| $1",
            [.. about.Select(a => a.ToString())]
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> found = [];
        while (await reader.ReadAsync(cancel))
            found.Add(reader.GetGuid(0));
        return found;
    }

    private NpgsqlCommand Command(string sql, string[] texts)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return command;
    }
}
