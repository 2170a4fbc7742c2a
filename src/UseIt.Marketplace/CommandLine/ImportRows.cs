using System.CommandLine;
using System.Globalization;
using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// <c>import candidates FILE</c> and <c>import assets FILE</c>: sheets in which each row is one thing, previewed or taken in.
/// </summary>
public static class ImportRows
{
    private const int ShownErrors = 50;

    private static readonly Argument<string> File = new("file") { Description = "An XLSX workbook or a CSV file with a row of headings" };
    private static readonly Option<bool> Preview = new("--preview") { Description = "Say what it would come to, and store nothing" };
    private static readonly Option<string[]> Same = new("--same")
    {
        Description = "What a row is that is like another: ROW=ROW, ROW=ID, or ROW=new; may be repeated",
    };
    private static readonly Option<string?> Errors = new("--errors") { Description = "Write what is wrong with rows to this CSV file" };

    /// <summary>What a kind of sheet comes to, and how it is taken in.</summary>
    public sealed record Kind<TLine>(
        Guid Import,
        Func<IReadOnlyDictionary<int, string>, Task<RowPlan<TLine>>> Plan,
        Func<RowPlan<TLine>, Action<int>, Task<IReadOnlyList<RowOutcome>>> TakeIn,
        Func<TLine, string?> Named
    )
        where TLine : class, IImportLine;

    public static Command CandidatesVerb()
    {
        var pathway = new Option<string>("--pathway") { Description = "The pathway they are on, by its code", Required = true };
        var basis = new Option<LawfulBasis>("--basis") { Description = "On what basis their data is used", Required = true };
        var notice = new Option<string>("--notice-given")
        {
            Description = "The day by which everybody had been given the privacy notice, such as 27/03/2026; a row's own day counts first",
            Required = true,
        };
        var adults = new Option<bool>("--all-adults") { Description = "Everybody in the file is 18 or over and decides for themselves" };
        var source = new Option<ReferralSource>("--referred-by")
        {
            Description = "Who sent those of whom a row does not say",
            Required = true,
        };
        var language = new Option<string?>("--notice-language") { Description = "The language of the notice, where a row does not say" };
        var programme = new Option<string?>("--programme") { Description = "The programme, where a row does not say" };
        var verb = new Command("candidates", "Take in people onto a pathway; again is harmless, and goes on where it stopped")
        {
            File,
            pathway,
            basis,
            notice,
            adults,
            source,
            language,
            programme,
            Preview,
            Same,
            Errors,
            ImportCases.Organisation,
            ImportCases.Adviser,
        };
        verb.SetAction(
            (parsed, cancel) =>
            {
                if (!parsed.GetValue(adults))
                    throw new CommandException($"{BeginCandidateImportHandler.SomeNeedOthers.Sentence}. Say --all-adults where it is so.");
                if (PathwayRules.Of(parsed.GetValue(pathway)) is null)
                    throw new CommandException(
                        $"There is no such pathway. There are: {string.Join(", ", PathwayRules.All.Select(p => p.Code))}."
                    );
                if (UkDay.Read(parsed.GetValue(notice)!, americans: false) is not ({ } day, _))
                    throw new CommandException("--notice-given is not a date such as 27/03/2026.");
                var terms = new CandidateTerms(parsed.GetValue(pathway)!, parsed.GetValue(basis), day, parsed.GetValue(source))
                {
                    NoticeLanguage = parsed.GetValue(language),
                    Programme = parsed.GetValue(programme),
                };
                return ActAsync(parsed, (services, who, sheet) => OfCandidates(services, who, sheet, terms, cancel), cancel);
            }
        );
        return verb;
    }

    public static Command AssetsVerb()
    {
        var verb = new Command("assets", "Put assets on the map; again is harmless, and goes on where it stopped")
        {
            File,
            Preview,
            Same,
            Errors,
            ImportCases.Organisation,
            ImportCases.Adviser,
        };
        verb.SetAction((parsed, cancel) => ActAsync(parsed, (services, who, sheet) => OfAssets(services, who, sheet, cancel), cancel));
        return verb;
    }

    public static Kind<CandidateLine> OfCandidates(
        IServiceProvider services,
        Actor adviser,
        Sheet sheet,
        CandidateTerms terms,
        CancellationToken cancel
    )
    {
        var (imports, own) = (services.GetRequiredService<CandidateImports>(), adviser.Organisation!.Value);
        var columns = CandidateColumns.All.Match(sheet.Headings, null);
        Need(columns, CandidateField.Name, CandidateColumns.All);
        Need(columns, CandidateField.Contact, CandidateColumns.All);
        return new Kind<CandidateLine>(
            imports.IdOf(own, sheet),
            answers => imports.PlanAsync(adviser, own, sheet, columns, terms, answers, cancel),
            (plan, progress) => imports.TakeInAsync(adviser, own, sheet, terms, plan, 0, int.MaxValue, progress, cancel),
            _ => null
        );
    }

    public static Kind<AssetLine> OfAssets(IServiceProvider services, Actor keeper, Sheet sheet, CancellationToken cancel)
    {
        var (imports, own) = (services.GetRequiredService<AssetImports>(), keeper.Organisation!.Value);
        var columns = AssetColumns.All.Match(sheet.Headings, null);
        Need(columns, AssetField.Name, AssetColumns.All);
        Need(columns, AssetField.Scale, AssetColumns.All);
        Need(columns, AssetField.Kind, AssetColumns.All);
        Need(columns, AssetField.Ward, AssetColumns.All);
        return new Kind<AssetLine>(
            imports.IdOf(own, sheet),
            answers => imports.PlanAsync(own, sheet, columns, answers, cancel),
            (plan, progress) => imports.TakeInAsync(keeper, own, sheet, plan, 0, int.MaxValue, progress, cancel),
            l => l.Name
        );
    }

    /// <summary>0 where every row is here, was taken in, or could be; 1 where some could not.</summary>
    public static async Task<int> RunAsync<TLine>(
        Kind<TLine> kind,
        IReadOnlyDictionary<int, string> answers,
        bool preview,
        string? errors,
        TextWriter output,
        TextWriter? progress,
        CancellationToken cancel
    )
        where TLine : class, IImportLine
    {
        var plan = await kind.Plan(answers);
        var (ready, wrong, open) = (plan.Ready.Count(), plan.Wrong.Count(), plan.Open.Count());
        foreach (var line in plan.Wrong.Take(ShownErrors))
            await output.WriteLineAsync($"row {line.Row}: {string.Join("; ", line.Wrong)}");
        foreach (var asked in plan.Open.Take(ShownErrors))
        foreach (var alike in asked.Asked)
            await output.WriteLineAsync(
                $"row {asked.Line.Row}: like {alike.Place ?? alike.Answer}: --same {asked.Line.Row}={alike.Answer} if it is the same, "
                    + $"--same {asked.Line.Row}={CasePlan.Another} if it is none"
            );
        IReadOnlyList<RowOutcome> refused = [];
        var whole = true;
        if (!preview && ready > 0)
        {
            var outcomes = await kind.TakeIn(plan, done => ProgressBar.Show(progress, done, ready));
            ProgressBar.Clear(progress);
            refused = [.. outcomes.Where(o => o.Wrong.Count > 0)];
            foreach (var row in refused.Take(ShownErrors))
                await output.WriteLineAsync(row.Row == 0 ? row.Wrong[0] : $"row {row.Row}: {string.Join("; ", row.Wrong)}");
            whole = outcomes.Count == ready && !refused.Any(r => r.Wrong is [ImportSteps.Busy]);
            if (!whole)
                await output.WriteLineAsync(ImportSteps.Busy);
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"import {kind.Import}: {outcomes.Count - refused.Count:N0} rows taken in, {plan.Here.Count():N0} here already"
                )
            );
        }
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Rows.Count:N0} rows: {ready:N0} ready, {plan.Here.Count():N0} here already, {wrong:N0} wrong, {open:N0} to be told apart"
            )
        );
        if (errors is not null)
            await System.IO.File.WriteAllBytesAsync(errors, RowErrors.Of(plan, refused, kind.Named), cancel);
        return wrong == 0 && open == 0 && refused.Count == 0 && whole ? 0 : 1;
    }

    private static async Task<int> ActAsync<TLine>(
        ParseResult parsed,
        Func<IServiceProvider, Actor, Sheet, Kind<TLine>> kind,
        CancellationToken cancel
    )
        where TLine : class, IImportLine
    {
        var (sheet, answers) = (ImportCases.Read(parsed.GetValue(File)!), ImportCases.Answers(parsed.GetValue(Same) ?? []));
        await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
        await using var services = await installation.StartAsync(cancel: cancel);
        var who = await ImportCases.WhoAsync(
            services,
            parsed.GetValue(ImportCases.Organisation),
            parsed.GetValue(ImportCases.Adviser),
            cancel
        );
        return await RunAsync(
            kind(services, who, sheet),
            answers,
            parsed.GetValue(Preview),
            parsed.GetValue(Errors),
            Console.Out,
            ProgressBar.Writer,
            cancel
        );
    }

    private static void Need<TField>(IReadOnlyList<TField?> columns, TField field, SheetColumns<TField> known)
        where TField : struct, Enum
    {
        if (!columns.Contains(field))
            throw new CommandException($"No heading says this: {known.Called(field)}.");
    }
}
