using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Imports;

/// <summary>A case that an import opened: whether the enterprise has agreed to it, or work on it has begun.</summary>
public sealed record ImportedCase(bool LivesOn) : IState<ImportedCase>
{
    public static ImportedCase Empty { get; } = new(LivesOn: false);
    public static string StreamType => "case";

    public ImportedCase Evolve(object fact) =>
        fact is CaseAccepted or EligibilityChecked or EnterpriseDiagnosed ? this with { LivesOn = true } : this;
}

/// <summary>A session that an import declared: whose case it is of.</summary>
public sealed record ImportedSession(Guid Case) : IState<ImportedSession>
{
    public static ImportedSession Empty { get; } = new(Guid.Empty);
    public static string StreamType => "session";

    public ImportedSession Evolve(object fact) => fact is SessionLogged e ? this with { Case = e.CaseId } : this;
}

/// <summary>
/// Undoes a whole import by facts that compensate its own: declared hours are withdrawn, cases nobody has agreed to are ended. Whatever the
/// enterprise has signed or accepted is its own by then, and stays; so does its place in the register, where the corrected file finds it.
/// </summary>
public sealed class ImportUndoing(ImportSteps steps, IDocumentStore store)
{
    public const string Reason = "The spreadsheet it came from was taken back";

    /// <summary>
    /// How much was withdrawn, how much is kept, and whether all of it was decided: what somebody else was at work on is asked for again.
    /// Null where there is no such import of this adviser's.
    /// </summary>
    public async Task<(int Withdrawn, int Kept, bool Whole)?> UndoAsync(
        Actor adviser,
        Guid import,
        Action<int, int>? progress,
        CancellationToken cancel
    )
    {
        var state = (await store.FetchAsync<Import>(import, cancel)).State;
        if (!state.IsOf(adviser))
            return null;
        var rows = Enumerable.Range(1, state.LastRow).ToArray();
        var sessions = await steps.ThereAsync([.. rows.Select(r => Import.SessionOf(import, r))], cancel);
        var cases = await steps.ThereAsync([.. rows.Select(r => Import.CaseOf(import, r))], cancel);
        var (withdrawn, kept, done, busy) = (0, 0, 0, false);
        foreach (var session in sessions)
        {
            var of = (await store.FetchAsync<ImportedSession>(session, cancel)).State.Case;
            Count(await steps.DoAsync(adviser, import, $"undo:{session}", new WithdrawSession(of, session, import, Reason)));
        }
        foreach (var @case in cases)
            Count(
                (await store.FetchAsync<ImportedCase>(@case, cancel)).State.LivesOn
                    ? [Reason]
                    : await steps.DoAsync(adviser, import, $"undo:{@case}", new ExitCase(@case, Reason))
            );
        if (!busy)
            await steps.DoAsync(adviser, import, "undo", new UndoImport(import, withdrawn, kept));
        return (withdrawn, kept, !busy);

        void Count(IReadOnlyList<string> wrong)
        {
            cancel.ThrowIfCancellationRequested();
            busy |= wrong is [ImportSteps.Busy];
            if (wrong.Count == 0)
                withdrawn++;
            else
                kept++;
            progress?.Invoke(++done, sessions.Count + cases.Count);
        }
    }
}
