using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>An anchor's own word on how ready it is, time after time, and what it changed.</summary>
[ForPeople]
public sealed class AnchorReadinessPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public Partner Partner { get; private set; } = null!;
    public AnchorReadiness Readiness { get; private set; } = AnchorReadiness.Empty;
    public ReadinessEdition Edition { get; private set; } = null!;
    public bool Speaks => ProgrammeAccess.ForPartner(Who, Programme, Partner.PartnerId) == Access.Granted;

    /// <summary>The level chosen for each question, read from its own form: the other one of this page has none.</summary>
    public IReadOnlyList<int?> Levels { get; private set; } = [];

    [BindProperty]
    public Guid NewId { get; set; }

    [BindProperty]
    public string? What { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public string Text(string question) => Edition.Questions.FirstOrDefault(q => q.Code == question)?.Text ?? question;

    public async Task<IActionResult> OnGetAsync(Guid programme, Guid partner, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, partner, cancel))
            return NotFound();
        NewId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAssessAsync(Guid programme, Guid partner, CancellationToken cancel) =>
        await OpenAsync(programme, partner, cancel) && Speaks
            ? await DoAsync(
                new AssessAnchorReadiness(
                    Id,
                    partner,
                    Today,
                    [
                        .. Edition
                            .Questions.Select((q, n) => (q.Code, Level: Levels.ElementAtOrDefault(n)))
                            .Where(a => a.Level is not null)
                            .Select(a => new ReadinessAnswer(a.Code, a.Level!.Value, null)),
                    ]
                ),
                "The assessment is saved",
                HttpContext.Request.Path,
                field => field == "answers" ? "Levels[0]" : field
            )
            : NotFound();

    public async Task<IActionResult> OnPostProcedureAsync(Guid programme, Guid partner, CancellationToken cancel) =>
        await OpenAsync(programme, partner, cancel) && Speaks
            ? await DoAsync(
                new RecordAnchorProcedure(Id, partner, NewId, What ?? "", On ?? default),
                "The procedure is recorded",
                HttpContext.Request.Path
            )
            : NotFound();

    private async Task<bool> OpenAsync(Guid programme, Guid partner, CancellationToken cancel)
    {
        if (
            !await LoadAsync(programme)
            || Programme.Partner(partner) is not { } found
            || IndicatorRules.ReadinessOn(Today) is not { } edition
        )
            return false;
        (Partner, Edition) = (found, edition);
        if (HttpContext.Request.HasFormContentType)
            Levels =
            [
                .. edition.Questions.Select(
                    (_, n) =>
                        int.TryParse(Request.Form[$"Levels[{n}]"], NumberStyles.None, CultureInfo.InvariantCulture, out var level)
                            ? level
                            : (int?)null
                ),
            ];
        Readiness = (await Rooms.Store.FetchAsync<AnchorReadiness>(AnchorReadiness.IdOf(programme, partner), cancel)).State;
        return Speaks || Reads;
    }
}
