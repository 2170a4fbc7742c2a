using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Onto which pathway people come from a file, on what basis, and when they were given the privacy notice.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class CandidateImportTermsPage(Actors actors, ImportFiles files, IDocumentStore store)
    : SheetPage<CandidateFile>(actors, files, store)
{
    private const string Confirmed = "yes";
    private const int LongestLanguage = 100;
    private const int LongestProgramme = 200;

    public static readonly Refusal PathwayMissing = new("pathway-missing", "pathway", "Choose a pathway that is open here");
    public static readonly Refusal SourceMissing = new(
        "referral-missing",
        "referredBy",
        "Choose who sent those of whom a row does not say it"
    );

    private IReadOnlyList<(PathwayRules Rules, Pathway State)> pathways = [];

    public IReadOnlyList<Choice> Open => [.. pathways.Select(p => new Choice(p.Rules.Code, p.Rules.Name))];

    public IReadOnlyList<Choice> Confirmations { get; } = [new Choice(Confirmed, "Everybody is 18 or over and decides for themselves")];

    [BindProperty]
    public string? Pathway { get; set; }

    [BindProperty]
    public LawfulBasis? Basis { get; set; }

    [BindProperty, Display(Name = "The day of the notice")]
    public DateOnly? NoticeGivenOn { get; set; }

    [BindProperty]
    public string? NoticeLanguage { get; set; }

    [BindProperty]
    public ReferralSource? ReferredBy { get; set; }

    [BindProperty]
    public string? Programme { get; set; }

    [BindProperty]
    public string[] Adults { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadOpenAsync(file, cancel))
            return NotFound();
        if (Elsewhere(file) is { } page)
            return Redirect(page);
        if (State.Terms is { } said)
        {
            (Pathway, Basis, NoticeGivenOn, ReferredBy) = (said.Pathway, said.Basis, said.NoticeGivenOn, said.ReferredBy);
            (NoticeLanguage, Programme, Adults) = (said.NoticeLanguage, said.Programme, [Confirmed]);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadOpenAsync(file, cancel))
            return NotFound();
        if (Elsewhere(file) is { } page)
            return Redirect(page);
        List<Refusal> wrong = [];
        var pathway = pathways.FirstOrDefault(p => p.Rules.Code == Pathway);
        if (pathway.State is null)
            wrong.Add(PathwayMissing);
        if (Basis is not { } basis || !Enum.IsDefined(basis))
            wrong.Add(BeginCandidateImportHandler.BasisMissing);
        if (ReferredBy is not { } source || !Enum.IsDefined(source))
            wrong.Add(SourceMissing);
        foreach (
            var (text, field, longest) in new[]
            {
                (NoticeLanguage, "noticeLanguage", LongestLanguage),
                (Programme, "programme", LongestProgramme),
            }
        )
            if (text is not null && (text.Length > longest || !Texts.IsPlain(text)))
                wrong.Add(new Refusal("text-not-plain", field, $"Write one line of at most {longest} characters"));
        var terms = new CandidateTerms(Pathway ?? "", Basis ?? default, NoticeGivenOn ?? default, ReferredBy ?? default)
        {
            NoticeLanguage = string.IsNullOrWhiteSpace(NoticeLanguage) ? null : NoticeLanguage.Trim(),
            Programme = string.IsNullOrWhiteSpace(Programme) ? null : Programme.Trim(),
        };
        if (pathway.State?.Grounds is { } grounds)
            wrong.AddRange(
                BeginCandidateImportHandler
                    .Wrong(
                        CandidateImports.Begin(file, Own, Sheet, terms) with
                        {
                            AllDecideAlone = Adults.Contains(Confirmed),
                        },
                        grounds,
                        await TodayAsync(cancel)
                    )
                    .Where(r => Basis is not null || r.Field != "basis")
                    .Select(r => r.Field == "allDecideAlone" ? r with { Field = "adults" } : r)
            );
        if (!ModelState.IsValid || wrong.Count > 0)
            return this.Refused(wrong);
        await Files.SaveAsync(file, State with { Terms = terms }, cancel);
        return Redirect($"/candidates/import/{file}");
    }

    private string? Elsewhere(Guid file) =>
        State.Columns is null ? $"/candidates/import/{file}/columns"
        : State.Done is not null ? $"/candidates/import/{file}"
        : null;

    private async Task<bool> LoadOpenAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel))
            return false;
        pathways = [.. (await PathwayListPage.OfAsync(Store, Own, cancel)).Where(p => p.State.Open)];
        return true;
    }
}
