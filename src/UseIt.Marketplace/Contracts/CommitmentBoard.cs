using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Contracts;

/// <summary>Which of the commitments of contracts in force.</summary>
public enum CommitmentsShown
{
    Open,
    Late,
    Soon,
    Disputed,
    Awaiting,
    Met,
    Lapsed,
}

/// <summary>A commitment as lists show it, without its evidence. Quantities are in its own unit; null is not recorded.</summary>
public sealed record CommitmentLine(
    Guid CommitmentId,
    Guid ContractId,
    string Contract,
    string Title,
    string Unit,
    DateOnly? DueOn,
    decimal Promised,
    decimal Due,
    decimal? Evidenced,
    decimal? Verified,
    decimal? Disputed,
    int Awaiting,
    bool Lapsed
)
{
    public bool Met => Verified >= Due;

    public bool IsOpen => !Lapsed && !Met;

    public (string Words, string Colour) State(DateOnly today) =>
        this switch
        {
            { Lapsed: true } => ("Lapsed", "grey"),
            { Met: true } => ("Met", "green"),
            { Disputed: > 0 } => ("In dispute", "red"),
            { DueOn: { } due } when due < today => ("Late", "red"),
            { Awaiting: > 0 } => ("Awaiting verification", "blue"),
            { DueOn: { } due } when due <= today.AddDays(CommitmentBoard.SoonDays) => ("Due soon", "yellow"),
            _ => ("Open", "light-blue"),
        };
}

/// <summary>A commitment as its contract shows it, without its evidence.</summary>
public sealed record PromisedLine(
    Guid CommitmentId,
    string Title,
    string Promise,
    string Unit,
    DateOnly? DueOn,
    decimal Promised,
    decimal Due,
    decimal? Evidenced,
    decimal? Verified,
    decimal? Disputed,
    string? LapsedBecause,
    IReadOnlyList<RecoveryEntry>? Recoveries = null
);

/// <summary>What is promised of one measure, in its unit, and how much of that is verified.</summary>
public sealed record MeasureLine(string Unit, int Commitments, decimal Due, decimal? Verified);

/// <summary>
/// A page of commitments, how many there are of each kind, and what of each unit. <c>Next</c> is what to send as <c>after</c>.
/// </summary>
public sealed record CommitmentsPage(
    IReadOnlyList<CommitmentLine> Items,
    Guid? Next,
    IReadOnlyDictionary<CommitmentsShown, int> Counts,
    IReadOnlyList<MeasureLine> Measures
);

/// <summary>Commitments over all contracts in force, for a buyer or for a supplier, in one question.</summary>
public sealed class CommitmentBoard(NpgsqlDataSource database, CommitmentLedger ledger, ContractView contracts)
{
    public const int SoonDays = 30;

    // What a commitment is on a day ($2), and by another ($3).
    private const string Flags = """
        not lapsed and coalesce(verified, 0) < due as open,
        not lapsed and coalesce(verified, 0) < due and due_on < $2 as late,
        not lapsed and coalesce(verified, 0) < due and due_on >= $2 and due_on <= $3 as soon,
        not lapsed and coalesce(disputed, 0) > 0 as in_dispute,
        not lapsed and awaiting > 0 as waits,
        not lapsed and verified >= due as met
        """;

    /// <summary>Of a buyer, or of a supplier.</summary>
    /// <param name="party">Whose.</param>
    /// <param name="buys">Whether it is the buyer; a supplier otherwise.</param>
    /// <param name="shown">Which.</param>
    /// <param name="unit">Only what is promised in this unit, the largest first; all by the day they are due where none is said.</param>
    /// <param name="after">The last one of the page before.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="today">The day by which something is late.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<CommitmentsPage> PageAsync(
        Guid party,
        bool buys,
        CommitmentsShown shown,
        string? unit,
        Guid? after,
        int limit,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var which = shown switch
        {
            CommitmentsShown.Late => "late",
            CommitmentsShown.Soon => "soon",
            CommitmentsShown.Disputed => "in_dispute",
            CommitmentsShown.Awaiting => "waits",
            CommitmentsShown.Met => "met",
            CommitmentsShown.Lapsed => "lapsed",
            _ => "open",
        };
        var place = unit is null ? "coalesce(due_on, '9999'), key" : "-due, key";
        await using var command = database.CreateCommand(
            $"""
            with mine as materialized (
              select l.key, l.contract, c.data ->> 'title' as contract_title, l.title, l.unit, l.due_on, l.promised, l.due, l.evidenced,
                l.verified, l.disputed, l.awaiting, l.lapsed, {Flags}
              from {ledger.Table} l join {contracts.Table} c on c.key = l.contract
              where {(buys ? "l.buyer = $1" : "l.suppliers ? $1::text")} and c.data ->> 'stage' = 'signed'
            ),
            page as (
              select * from mine
              where {which} and ($4::text is null or unit = $4)
                and ($5::uuid is null or ({place}) > (select {place} from mine where key = $5))
              order by {place} limit {limit + 1}
            )
            select
              (select json_build_array(count(*) filter (where open), count(*) filter (where late), count(*) filter (where soon),
                count(*) filter (where in_dispute), count(*) filter (where waits), count(*) filter (where met),
                count(*) filter (where lapsed)) from mine),
              (select json_agg(m) from (select unit, count(*) as commitments, sum(due) as due, sum(verified) as verified
                from mine where not lapsed group by unit order by count(*) desc, unit limit 20) m),
              (select json_agg(p) from (select key as "commitmentId", contract as "contractId", contract_title as contract, title, unit,
                due_on as "dueOn", promised, due, evidenced, verified, disputed, awaiting, lapsed from page order by {place}) p)
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = party });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Written(today) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Written(today.AddDays(SoonDays)) });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)unit ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)after ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var counts = JsonSerializer.Deserialize<int[]>(reader.GetString(0))!;
        var measures = reader.IsDBNull(1) ? [] : JsonSerializer.Deserialize<MeasureLine[]>(reader.GetString(1), EventJson.Options)!;
        var lines = reader.IsDBNull(2) ? [] : JsonSerializer.Deserialize<CommitmentLine[]>(reader.GetString(2), EventJson.Options)!;
        return new CommitmentsPage(
            [.. lines.Take(limit)],
            lines.Length > limit ? lines[limit - 1].CommitmentId : null,
            Enum.GetValues<CommitmentsShown>().ToDictionary(s => s, s => counts[(int)s]),
            measures
        );
    }

    /// <summary>The commitments of one contract, in the order of their keys.</summary>
    public async Task<Rows<PromisedLine>> OfContractAsync(Guid contract, Guid? after, int limit, CancellationToken cancel)
    {
        var rows = await database.RowsAsync<PromisedLine>(
            $"""
            select jsonb_build_object('commitmentId', key, 'title', title, 'promise', data ->> 'promise', 'unit', unit, 'dueOn', due_on,
              'promised', promised, 'due', due, 'evidenced', evidenced, 'verified', verified, 'disputed', disputed,
              'lapsedBecause', data ->> 'lapsedBecause', 'recoveries', data -> 'recoveries')
            from {ledger.Table} where contract = $1::uuid and key > $2::uuid order by key limit {limit + 1}
            """,
            [contract.ToString(), (after ?? Guid.Empty).ToString()],
            cancel
        );
        return rows.Count > limit
            ? new Rows<PromisedLine>([.. rows.Take(limit)], rows[limit - 1].CommitmentId)
            : new Rows<PromisedLine>(rows, null);
    }

    /// <summary>What commitments are called.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> TitlesAsync(IEnumerable<Guid> commitments, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select key, title from {ledger.Table} where key = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. commitments] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var titles = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(cancel))
            titles[reader.GetGuid(0)] = reader.GetString(1);
        return titles;
    }

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
