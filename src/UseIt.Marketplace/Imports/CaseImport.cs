using System.Globalization;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Imports;

/// <summary>What became of a row.</summary>
public sealed record RowOutcome(int Row, IReadOnlyList<string> Wrong);

/// <summary>
/// Takes enterprises and their support in, row by row and by the commands that people use, each under a key of the file and the row: what
/// was interrupted goes on, and again is harmless.
/// </summary>
public sealed class CaseImport(
    ImportSteps steps,
    NpgsqlDataSource database,
    OrganisationNames names,
    Caseload caseload,
    EnterpriseLines lines
)
{
    /// <summary>What is said to be needed where a row does not say.</summary>
    public const string NeedUnsaid = "Supported before it came here";

    private const string Source = "From a spreadsheet";

    public const string HereAlready = "A session of this length on this day is recorded for it already. Was it in another file?";

    /// <summary>The enterprises a row may mean: those that were here before this file.</summary>
    public async Task<IReadOnlyList<KnownEnterprise>> KnownAsync(Guid support, Sheet sheet, CancellationToken cancel)
    {
        var import = Import.IdOf(support, sheet.Sha256);
        var own = sheet.Rows.Select(r => Import.OrganisationOf(import, r.Number)).ToHashSet();
        return
        [
            .. (await database.RowsAsync<OrganisationName>($"select data from {names.Table} order by key", [], cancel))
                .Where(o => o.MergedInto is null && o.Kinds.Contains(OrganisationKind.Enterprise) && !own.Contains(o.OrganisationId))
                .Select(o => new KnownEnterprise(o.OrganisationId, o.Name, o.Identifiers, o.Address?.Locality, o.Address?.PostalCode)),
        ];
    }

    /// <summary>Takes in what is ready from a row on; how each came out.</summary>
    /// <param name="adviser">Whose work it is.</param>
    /// <param name="support">The adviser's organisation.</param>
    /// <param name="sheet">The file.</param>
    /// <param name="plan">What it comes to.</param>
    /// <param name="after">Rows up to this one were done before.</param>
    /// <param name="most">So many rows are done at most.</param>
    /// <param name="progress">Told how many of them are done.</param>
    /// <param name="cancel">Ends it between two rows.</param>
    public async Task<IReadOnlyList<RowOutcome>> TakeInAsync(
        Actor adviser,
        Guid support,
        Sheet sheet,
        CasePlan plan,
        int after,
        int most,
        Action<int>? progress,
        CancellationToken cancel
    )
    {
        var import = Import.IdOf(support, sheet.Sha256);
        if (
            await steps.DoAsync(
                adviser,
                import,
                null,
                new BeginImport(import, support, sheet.Sha256, sheet.Rows.Count, sheet.Rows[^1].Number)
            ) is
            { Count: > 0 } not
        )
            return [new RowOutcome(0, not)];
        var rows = plan.Ready.Where(r => r.Line.Row > after).Take(most).ToArray();
        var open = await OpenCasesAsync(support, rows.Select(r => r.Enterprise.Known).OfType<Guid>(), cancel);
        var recorded = await RecordedAsync(import, sheet, rows.Select(r => r.Enterprise.Known).OfType<Guid>(), cancel);
        var outcomes = new List<RowOutcome>(rows.Length);
        foreach (var (line, enterprise) in rows)
        {
            cancel.ThrowIfCancellationRequested();
            IReadOnlyList<string> wrong =
                line.Session is { } said && enterprise.Known is { } known && recorded.Contains((known, said.On, said.Minutes))
                    ? [HereAlready]
                    : await RowAsync(adviser, support, import, line, enterprise, open);
            // What can be tried again is not refused: the next turn begins with it.
            if (wrong is [ImportSteps.Busy] && outcomes.Count > 0)
                break;
            outcomes.Add(new RowOutcome(line.Row, wrong));
            progress?.Invoke(outcomes.Count);
        }
        return outcomes;
    }

    public async Task FinishAsync(Actor adviser, Guid import, int imported, int refused) =>
        await steps.DoAsync(adviser, import, "finish", new FinishImport(import, imported, refused));

    private async Task<IReadOnlyList<string>> RowAsync(
        Actor adviser,
        Guid support,
        Guid import,
        CaseLine line,
        PlannedEnterprise enterprise,
        Dictionary<Guid, Guid> open
    )
    {
        var first = enterprise.First;
        var organisation = enterprise.Known ?? Import.OrganisationOf(import, first.Row);
        // Whoever imports becomes nobody of an enterprise: it is registered by the program, and waits for its own people and its check.
        if (
            enterprise.Known is null
            && await steps.DoAsync(
                Actor.System,
                import,
                $"{first.Row}:organisation",
                new RegisterOrganisation(
                    organisation,
                    first.Name,
                    [OrganisationKind.Enterprise],
                    first.Number is { } number ? [number] : [],
                    first.Town is null && first.Postcode is null ? null : new Address(null, first.Town, null, first.Postcode)
                )
            )
                is { Count: > 0 } unregistered
        )
            return unregistered;
        if (!open.TryGetValue(organisation, out var @case))
        {
            @case = Import.CaseOf(import, first.Row);
            var enquiry = new ReceiveEnquiry(@case, support, organisation, first.Need ?? NeedUnsaid, Source);
            if (await steps.DoAsync(adviser, import, $"{first.Row}:case", enquiry) is { Count: > 0 } unopened)
                return unopened;
            open[organisation] = @case;
        }
        if (
            (line.LegalForm is not null || line.RegisteredOn is not null)
            && await steps.DoAsync(
                adviser,
                import,
                $"{line.Row}:enterprise",
                new DeclareEnterprise(@case, line.LegalForm, line.RegisteredOn, import)
            )
                is { Count: > 0 } undeclared
        )
            return undeclared;
        return line.Session is { } session
            ? await steps.DoAsync(
                adviser,
                import,
                $"{line.Row}:session",
                new DeclareSession(
                    @case,
                    Import.SessionOf(import, line.Row),
                    session.On,
                    SessionKind.OneToOne,
                    session.Minutes,
                    session.Topic is { } topic ? [topic] : [],
                    session.Project,
                    import
                )
            )
            : [];
    }

    private async Task<Dictionary<Guid, Guid>> OpenCasesAsync(Guid support, IEnumerable<Guid> enterprises, CancellationToken cancel)
    {
        var wanted = enterprises.Select(e => e.ToString()).Distinct().ToArray();
        var rows = await database.RowsAsync<CaseRow>(
            $"""
            select data from {caseload.Table}
            where data ->> 'supportOrganisationId' = $1 and data ->> 'organisationId' = any($2) and data ->> 'exit' is null order by key
            """,
            [support.ToString(), wanted],
            cancel
        );
        return rows.GroupBy(r => r.OrganisationId).ToDictionary(g => g.Key, g => g.First().CaseId);
    }

    // The same list comes again with new rows below: what an earlier file or an adviser has said of a day is not said twice.
    private async Task<HashSet<(Guid Enterprise, DateOnly On, int Minutes)>> RecordedAsync(
        Guid import,
        Sheet sheet,
        IEnumerable<Guid> enterprises,
        CancellationToken cancel
    )
    {
        var own = sheet.Rows.Select(r => Import.SessionOf(import, r.Number)).ToHashSet();
        var found = await lines.FindAsync(database, enterprises, cancel);
        return
        [
            .. found.Values.SelectMany(l =>
                l.Sessions.Where(s => !own.Contains(s.SessionId)).Select(s => (l.OrganisationId, s.Date, s.Minutes))
            ),
        ];
    }
}
