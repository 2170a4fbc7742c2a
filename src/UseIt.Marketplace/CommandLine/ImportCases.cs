using System.CommandLine;
using System.Globalization;
using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// <c>import cases FILE</c>: enterprises and their support from a spreadsheet, previewed or taken in; <c>import undo ID</c> takes it back.
/// </summary>
public static class ImportCases
{
    private const int ShownErrors = 50;

    internal static readonly Option<string?> Organisation = new("--organisation")
    {
        Description = "The support organisation, by name or id; needed where there are several",
    };
    internal static readonly Option<string?> Adviser = new("--adviser")
    {
        Description = "The mail address of the adviser whose work it is; needed where the organisation has several",
    };

    public static Command Verb()
    {
        var file = new Argument<string>("file") { Description = "An XLSX workbook or a CSV file with a row of headings" };
        var preview = new Option<bool>("--preview") { Description = "Say what it would come to, and store nothing" };
        var same = new Option<string[]>("--same")
        {
            Description = "Which enterprise a row means that may be another: ROW=ROW, ROW=ID, or ROW=new; may be repeated",
        };
        var errors = new Option<string?>("--errors") { Description = "Write what is wrong with rows to this CSV file" };
        var verb = new Command("cases", "Take in enterprises and the support they had; again is harmless, and goes on where it stopped")
        {
            file,
            preview,
            same,
            errors,
            Organisation,
            Adviser,
        };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                var (sheet, answers) = (Read(parsed.GetValue(file)!), Answers(parsed.GetValue(same) ?? []));
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.StartAsync(cancel: cancel);
                var who = await WhoAsync(services, parsed.GetValue(Organisation), parsed.GetValue(Adviser), cancel);
                return await RunAsync(
                    services,
                    who,
                    sheet,
                    answers,
                    parsed.GetValue(preview),
                    parsed.GetValue(errors),
                    Console.Out,
                    ProgressBar.Writer,
                    cancel
                );
            }
        );
        return verb;
    }

    public static Command UndoVerb()
    {
        var import = new Argument<Guid>("id") { Description = "The import, as it was named when it was taken in" };
        var verb = new Command("undo", "Take an import of any kind back, but for what others rest on since; people are erased")
        {
            import,
            Organisation,
            Adviser,
        };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.StartAsync(cancel: cancel);
                var who = await WhoAsync(services, parsed.GetValue(Organisation), parsed.GetValue(Adviser), cancel);
                var back =
                    await TakeBackAsync(services, who, parsed.GetValue(import), Show, cancel)
                    ?? throw new CommandException("There is no such import of this organisation.");
                var (withdrawn, kept, whole) = (back.Gone, back.Kept, back.Whole);
                ProgressBar.Clear(ProgressBar.Writer);
                if (!whole)
                    throw new CommandException($"{ImportSteps.Busy}.");
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{withdrawn:N0} taken back, {kept:N0} kept as others rest on it")
                );
                return 0;
            }
        );
        return verb;
    }

    private static void Show(int done, int all) => ProgressBar.Show(ProgressBar.Writer, done, all);

    /// <summary>Takes an import of whatever kind back; null where it is none of this adviser's.</summary>
    public static async Task<TakenBack?> TakeBackAsync(
        IServiceProvider services,
        Actor who,
        Guid import,
        Action<int, int>? progress,
        CancellationToken cancel
    ) =>
        await services.GetRequiredService<ImportSteps>().KindOfAsync(import, cancel) switch
        {
            "import" => await services.GetRequiredService<ImportUndoing>().UndoAsync(who, import, progress, cancel)
                is var (withdrawn, kept, whole)
                ? new TakenBack(withdrawn, kept, whole)
                : null,
            "candidate_import" => await services.GetRequiredService<CandidateImports>().UndoAsync(who, import, progress, cancel),
            "asset_import" => await services.GetRequiredService<AssetImports>().UndoAsync(who, import, progress, cancel),
            _ => null,
        };

    /// <summary>0 where every row was taken in, or could be; 1 where some could not.</summary>
    public static async Task<int> RunAsync(
        IServiceProvider services,
        Actor adviser,
        Sheet sheet,
        IReadOnlyDictionary<int, string> answers,
        bool preview,
        string? errors,
        TextWriter output,
        TextWriter? progress,
        CancellationToken cancel
    )
    {
        var (support, imports) = (adviser.Organisation!.Value, services.GetRequiredService<CaseImport>());
        var columns = CaseColumns.Match(
            sheet.Headings,
            await services.GetRequiredService<ImportFiles>().HeadingsAsync<FileState, CaseField>(support, cancel)
        );
        if (!columns.Contains(CaseField.Enterprise))
            throw new CommandException($"No heading names the enterprise. The headings are: {string.Join(", ", sheet.Headings)}.");
        var today = UkTime.DayOf(await services.GetRequiredService<IDocumentStore>().ClockAsync(cancel));
        var plan = CasePlan.Of(CaseLine.Of(sheet, columns, today), await imports.KnownAsync(support, sheet, cancel), answers);
        foreach (var (heading, field) in sheet.Headings.Zip(columns))
            await output.WriteLineAsync($"{heading}: {(field is { } f ? CaseColumns.Called(f) : "not used")}");
        foreach (var line in plan.Wrong.Take(ShownErrors))
            await output.WriteLineAsync($"row {line.Row}: {string.Join("; ", line.Wrong)}");
        foreach (var asked in plan.Open.Take(ShownErrors))
        foreach (var alike in asked.Asked)
            await output.WriteLineAsync(
                $"row {asked.First.Row}: “{asked.First.Name}” may be “{alike.Name}”{(alike.Place is { } place ? $", {place}" : "")}: "
                    + $"--same {asked.First.Row}={alike.Answer} if it is, --same {asked.First.Row}={CasePlan.Another} if it is none"
            );
        IReadOnlyList<RowOutcome> refused = [];
        var whole = true;
        var (ready, known) = (plan.Ready.Count(), plan.Enterprises.Count(e => e.Known is not null));
        if (!preview && ready > 0)
        {
            ProgressBar.Show(progress, 0, ready);
            var outcomes = await imports.TakeInAsync(
                adviser,
                support,
                sheet,
                plan,
                0,
                int.MaxValue,
                done => ProgressBar.Show(progress, done, ready),
                cancel
            );
            ProgressBar.Clear(progress);
            refused = [.. outcomes.Where(o => o.Wrong.Count > 0)];
            foreach (var row in refused.Take(ShownErrors))
                await output.WriteLineAsync(row.Row == 0 ? row.Wrong[0] : $"row {row.Row}: {string.Join("; ", row.Wrong)}");
            var import = Import.IdOf(support, sheet.Sha256);
            var (imported, left) = (outcomes.Count - refused.Count, sheet.Rows.Count - outcomes.Count + refused.Count);
            whole = outcomes.Count == ready && !refused.Any(r => r.Wrong is [ImportSteps.Busy]);
            if (!whole)
                await output.WriteLineAsync(ImportSteps.Busy);
            // Whoever answers what is asked goes on with the same import.
            if (whole && !plan.Open.Any() && refused.All(r => r.Row > 0))
                await imports.FinishAsync(adviser, import, imported, left);
            await output.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"import {import}: {imported:N0} rows taken in, {left:N0} not")
            );
        }
        else
        {
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sheet.Rows.Count:N0} rows, {plan.Enterprises.Count:N0} enterprises, of which {known:N0} are here already"
                )
            );
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ready:N0} rows ready, {plan.Wrong.Count():N0} wrong, {plan.Open.Count():N0} enterprises to be told apart"
                )
            );
        }
        if (errors is not null)
            await File.WriteAllBytesAsync(errors, RowErrors.Of(plan, refused), cancel);
        return ready + plan.Wrong.Count() == sheet.Rows.Count && !plan.Wrong.Any() && refused.Count == 0 && whole ? 0 : 1;
    }

    internal static Sheet Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = new FileInfo(file) is { Exists: true, Length: > Sheet.MostBytes }
                ? throw new CommandException(Sheet.TooLarge.Sentence)
                : File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read; check that it is there and that you may read it.", e);
        }
        return Sheet.Read(bytes) is ({ } sheet, null) ? sheet : throw new CommandException(Sheet.Read(bytes).Refusal!.Sentence);
    }

    internal static Dictionary<int, string> Answers(string[] said)
    {
        var answers = new Dictionary<int, string>();
        foreach (var one in said)
            if (
                one.Split('=') is [var row, { Length: > 0 } what]
                && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
                answers[number] = what;
            else
                throw new CommandException($"--same {one} is not understood: ROW=ROW, ROW=ID or ROW={CasePlan.Another}.");
        return answers;
    }

    /// <summary>The adviser whose work it is: the only one, or the one who is named.</summary>
    internal static async Task<Actor> WhoAsync(IServiceProvider services, string? organisation, string? mail, CancellationToken cancel)
    {
        var (database, names) = (services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<OrganisationNames>());
        var found = (await database.RowsAsync<OrganisationName>($"select data from {names.Table} order by key", [], cancel))
            .Where(o => o.Kinds.Contains(OrganisationKind.Support) && o.MergedInto is null)
            .Where(o =>
                organisation is null
                || o.OrganisationId.ToString() == organisation
                || o.Name.Equals(organisation, StringComparison.OrdinalIgnoreCase)
            )
            .ToArray();
        if (found is not [var support])
            throw new CommandException(
                found.Length == 0
                    ? "There is no such support organisation."
                    : $"Say which support organisation it is for, with --organisation: {string.Join(", ", found.Select(o => $"“{o.Name}”"))}."
            );
        var advisers = (await services.GetRequiredService<Memberships>().InAsync(support.OrganisationId, cancel))
            .Where(m => m.Roles.Contains(Roles.Adviser))
            .ToArray();
        var person = mail is null ? null : await services.GetRequiredService<People>().FindAsync(mail, cancel);
        return (mail is null ? advisers : Array.FindAll(advisers, a => a.Person == person)) is [var adviser]
            ? new Actor(adviser.Person, support.OrganisationId, adviser.Roles, $"membership:{adviser.Id}")
            : throw new CommandException(
                mail is null
                    ? $"“{support.Name}” has {advisers.Length} advisers. Say with --adviser, by mail address, whose work it is."
                    : $"Nobody with this mail address is an adviser of “{support.Name}”."
            );
    }
}
