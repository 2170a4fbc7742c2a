using System.Globalization;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>What was decided about a file of people on its way in.</summary>
public sealed record CandidateFile : RowFile<CandidateField>, ISheetState
{
    public static string Kind => "candidates";

    /// <summary>What is said of everybody in it; null before anybody has said.</summary>
    public CandidateTerms? Terms { get; init; }
}

/// <summary>
/// Takes people in from a file, row by row and by the command that advisers use; compares them with those who are here, and takes them back
/// by erasing them.
/// </summary>
public sealed class CandidateImports(
    ImportSteps steps,
    IDocumentStore store,
    NpgsqlDataSource database,
    Vault vault,
    ReadAudit audit,
    Candidates view
)
{
    // More than an organisation has on its pathways.
    private const int Most = 5_000;

    public Guid IdOf(Guid support, Sheet sheet) => CandidateImport.IdOf(support, vault.Digest($"import:{support}", sheet.Sha256));

    /// <summary>
    /// What a file comes to. Somebody of the same name and contact is here already; whoever is only called alike is asked about, and that
    /// the adviser reads their name is noted.
    /// </summary>
    public async Task<RowPlan<CandidateLine>> PlanAsync(
        Actor adviser,
        Guid support,
        Sheet sheet,
        IReadOnlyList<CandidateField?> columns,
        CandidateTerms terms,
        IReadOnlyDictionary<int, string> answers,
        CancellationToken cancel
    )
    {
        var today = UkTime.DayOf(await store.ClockAsync(cancel));
        var lines = CandidateLine.Of(
            sheet,
            columns,
            terms,
            PathwayRules.Of(terms.Pathway) ?? throw new InvalidOperationException("The pathway is not known."),
            today
        );
        var import = IdOf(support, sheet);
        var own = sheet.Rows.Select(r => CandidateImport.CandidateOf(import, r.Number)).ToHashSet();
        var scope = RegisterCandidate.Scope(support);
        var plan = RowPlan<CandidateLine>.Of(
            lines,
            l => vault.Digest(scope, RegisterCandidate.Mark(l.Name, l.Contact)),
            (l, wrong) => l with { Wrong = [wrong] },
            l => new NamedEntry(l.Row.ToString(CultureInfo.InvariantCulture), l.Name, null, null, null),
            await KnownAsync(support, own, scope, cancel),
            answers
        );
        Guid[] shown = [.. plan.Open.SelectMany(r => r.Asked).Select(a => Guid.TryParse(a.Answer, out var id) ? id : default).Distinct()];
        await audit.NoteAsync(adviser, "candidate", [.. shown.Where(id => id != default)], "import", cancel);
        return plan;
    }

    public static BeginCandidateImport Begin(Guid import, Guid support, Sheet sheet, CandidateTerms terms) =>
        new(
            import,
            support,
            terms.Pathway,
            terms.Basis,
            terms.NoticeGivenOn,
            AllDecideAlone: true,
            sheet.Rows.Count,
            sheet.Rows[^1].Number
        );

    public Task<IReadOnlyList<RowOutcome>> TakeInAsync(
        Actor adviser,
        Guid support,
        Sheet sheet,
        CandidateTerms terms,
        RowPlan<CandidateLine> plan,
        int after,
        int most,
        Action<int>? progress,
        CancellationToken cancel
    )
    {
        var import = IdOf(support, sheet);
        return steps.TakeInAsync(
            adviser,
            import,
            Begin(import, support, sheet, terms),
            plan.Ready,
            l => new RegisterCandidate(
                CandidateImport.CandidateOf(import, l.Row),
                support,
                terms.Pathway,
                l.Profession,
                l.Name,
                l.Contact,
                l.NoticeLanguage,
                l.NoticeGivenOn,
                l.ReferredBy,
                DecidesAlone: true,
                l.Qualification,
                l.History,
                l.PlaceCode,
                l.Programme
            ),
            after,
            most,
            progress,
            cancel
        );
    }

    /// <summary>
    /// Erases everybody the import brought, but those with whom work has begun. Null where it is no import of this adviser's.
    /// </summary>
    public async Task<TakenBack?> UndoAsync(Actor adviser, Guid import, Action<int, int>? progress, CancellationToken cancel)
    {
        if (
            (await store.FetchAsync<CandidateImport>(import, cancel)).State.Begun is not { } begun
            || SkillsAccess.Of(adviser, begun.SupportOrganisationId, Roles.Adviser) != Access.Granted
        )
            return null;
        var people = await steps.ThereAsync(
            [.. Enumerable.Range(1, begun.LastRow).Select(r => CandidateImport.CandidateOf(import, r))],
            cancel
        );
        var (gone, kept, busy) = (0, 0, false);
        foreach (var person in people)
        {
            cancel.ThrowIfCancellationRequested();
            var candidate = (await store.FetchAsync<Candidate>(person, cancel)).State;
            IReadOnlyList<string> not =
                candidate.Erased ? []
                : candidate.LivesOn ? [""]
                : await steps.DoAsync(adviser, import, $"undo:{person}", new EraseCandidate(person, ErasureReasons.RegisteredByMistake));
            busy |= not is [ImportSteps.Busy];
            if (not.Count == 0)
                gone++;
            else
                kept++;
            progress?.Invoke(gone + kept, people.Count);
        }
        if (!busy)
            await steps.DoAsync(adviser, import, "undo", new UndoCandidateImport(import, gone, kept));
        return new TakenBack(gone, kept, !busy);
    }

    private async Task<KnownRows> KnownAsync(Guid support, HashSet<Guid> own, string scope, CancellationToken cancel)
    {
        var marks = new HashSet<string>(StringComparer.Ordinal);
        await using (var read = database.CreateCommand("select key, owner from events.reservation where scope = $1"))
        {
            read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = scope });
            await using var reader = await read.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                if (!own.Contains(reader.GetGuid(1)))
                    marks.Add(reader.GetString(0));
        }
        var here = (await view.DueAsync(database, support, null, Most, cancel)).Where(r => !own.Contains(r.CandidateId)).ToArray();
        var names = await vault.RevealAsync([.. here.Select(r => r.Name)], cancel);
        return new KnownRows(
            marks,
            [
                .. here.Zip(names)
                    .Where(p => p.Second is not null and not Protected.Erased)
                    .Select(p => new NamedEntry(p.First.CandidateId.ToString(), p.Second!, null, null, null)),
            ],
            here.ToDictionary(
                r => r.CandidateId.ToString(),
                r => $"{SkillsWords.Profession(r.Profession)}, registered on {UkTime.Display(r.RegisteredOn)}"
            )
        );
    }
}
