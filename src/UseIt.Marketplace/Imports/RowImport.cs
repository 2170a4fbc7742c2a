using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>What was decided about a sheet in which each row is one thing, and how far it has been taken in.</summary>
public abstract record RowFile<TField>
    where TField : struct, Enum
{
    /// <summary>What each column says; null before anybody has said.</summary>
    public IReadOnlyList<TField?>? Columns { get; init; }

    /// <summary>By row, what it is that it resembles.</summary>
    public IReadOnlyDictionary<int, string> Answers { get; init; } = new Dictionary<int, string>();

    /// <summary>The last row that was done; null before the first.</summary>
    public int? Done { get; init; }

    public int Imported { get; init; }

    /// <summary>Rows that were refused when it was their turn, and why.</summary>
    public IReadOnlyList<RowOutcome> Refused { get; init; } = [];

    public bool Finished { get; init; }
}

/// <summary>What came of taking an import back: how much of it is gone, how much others rest on, and whether all was decided.</summary>
public sealed record TakenBack(int Gone, int Kept, bool Whole);

/// <summary>The steps of an import: each a command that people use as well, under a key of the import and the row.</summary>
public sealed class ImportSteps(Commands commands, NpgsqlDataSource database)
{
    /// <summary>Said of what was not decided now, and may be tried again.</summary>
    public const string Busy = "Somebody else is at work on this at the moment. Try again";

    /// <summary>Why it was not done; nothing where it was. Without a step it is decided anew each time.</summary>
    public async Task<IReadOnlyList<string>> DoAsync(Actor actor, Guid import, string? step, ICommand command) =>
        await commands.SendAsync(
            command,
            new CommandContext(
                actor,
                step is null ? null : $"import:{import}:{step}",
                command.GetType().Name,
                CorrelationId: $"import:{import}"
            )
        ) switch
        {
            Outcome.Done => [],
            Outcome.Refused refused => [.. refused.Refusals.Select(r => r.Sentence)],
            Outcome.Denied => ["You may not do this"],
            _ => [Busy],
        };

    /// <summary>Takes in what is ready from a row on; how each came out. Row 0 tells that nothing could begin.</summary>
    /// <param name="who">Whose work it is.</param>
    /// <param name="import">The import.</param>
    /// <param name="begin">What begins it; begun again, it goes on.</param>
    /// <param name="ready">What can be taken in.</param>
    /// <param name="command">What a row comes to.</param>
    /// <param name="after">Rows up to this one were done before.</param>
    /// <param name="most">So many rows are done at most.</param>
    /// <param name="progress">Told how many of them are done.</param>
    /// <param name="cancel">Ends it between two rows.</param>
    public async Task<IReadOnlyList<RowOutcome>> TakeInAsync<TLine>(
        Actor who,
        Guid import,
        ICommand begin,
        IEnumerable<TLine> ready,
        Func<TLine, ICommand> command,
        int after,
        int most,
        Action<int>? progress,
        CancellationToken cancel
    )
        where TLine : IImportLine
    {
        if (await DoAsync(who, import, null, begin) is { Count: > 0 } not)
            return [new RowOutcome(0, not)];
        var outcomes = new List<RowOutcome>();
        foreach (var line in ready.Where(l => l.Row > after).Take(most))
        {
            cancel.ThrowIfCancellationRequested();
            var wrong = await DoAsync(who, import, $"{line.Row}", command(line));
            // What can be tried again is not refused: the next turn begins with it.
            if (wrong is [Busy] && outcomes.Count > 0)
                break;
            outcomes.Add(new RowOutcome(line.Row, wrong));
            progress?.Invoke(outcomes.Count);
        }
        return outcomes;
    }

    /// <summary>Of what kind an import is; null where there is none.</summary>
    public async Task<string?> KindOfAsync(Guid import, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select type from events.mt_streams where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import });
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>Which of these streams there are.</summary>
    public async Task<IReadOnlyList<Guid>> ThereAsync(Guid[] ids, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id from events.mt_streams where id = any($1) order by id");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var there = new List<Guid>();
        while (await reader.ReadAsync(cancel))
            there.Add(reader.GetGuid(0));
        return there;
    }
}
