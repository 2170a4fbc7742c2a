using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>The evidence of one output, piece by piece; whoever gave a piece does not decide about it.</summary>
[ForRoles("a programme manager or an adviser", Roles.ProgrammeManager, Roles.Adviser)]
public sealed class OutputEvidencePage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public static readonly Refusal NotDecided = new("decision-missing", "accepted", "Choose whether you accept it");

    public Guid Subject { get; private set; }
    public Indicator Rule { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public OutputEvidence Evidence { get; private set; } = OutputEvidence.Empty;
    public bool Decides => Who.ActsFor(Programme.LeadOrganisation, ProgrammeAccess.Caring);

    /// <summary>Where each piece lies, as it is decided about.</summary>
    public string Given => string.Join('\n', Rule.Evidence.Select(p => Evidence.Pieces.GetValueOrDefault(p.Code)?.Reference));

    public IReadOnlyList<Choice> Open =>
        [
            .. Rule
                .Evidence.Where(p => Evidence.Pieces.GetValueOrDefault(p.Code) is { } given && given.By != Who.Person)
                .Select(p => new Choice(p.Code, p.Title)),
        ];

    [BindProperty]
    public List<string?> References { get; set; } = [];

    [BindProperty]
    public string[] Pieces { get; set; } = [];

    [BindProperty]
    public bool? Accepted { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid programme, string indicator, Guid subject, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, indicator, subject, cancel))
            return NotFound();
        References = [.. Rule.Evidence.Select(p => Evidence.Pieces.GetValueOrDefault(p.Code)?.Reference)];
        return Page();
    }

    public async Task<IActionResult> OnPostGiveAsync(Guid programme, string indicator, Guid subject, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, indicator, subject, cancel) || !Cares)
            return NotFound();
        var given = Rule
            .Evidence.Select((piece, n) => (piece.Code, n, Reference: References.ElementAtOrDefault(n)))
            .Where(p => !string.IsNullOrWhiteSpace(p.Reference))
            .ToArray();
        return await DoAsync(
            new RecordOutputEvidence(Id, Rule.Code, subject, [.. given.Select(p => new PieceGiven(p.Code, p.Reference!))]),
            "It is saved",
            HttpContext.Request.Path,
            field => field == "pieces" ? "References[0]" : field
        );
    }

    public async Task<IActionResult> OnPostDecideAsync(Guid programme, string indicator, Guid subject, CancellationToken cancel) =>
        !await OpenAsync(programme, indicator, subject, cancel) || !Decides ? NotFound()
        : ModelState.IsValid && Accepted is null ? this.Refused(NotDecided)
        : await DoAsync(
            new DecideOutputEvidence(Id, Rule.Code, subject, Pieces, Accepted ?? false, Reason),
            "It is decided",
            HttpContext.Request.Path
        );

    private async Task<bool> OpenAsync(Guid programme, string indicator, Guid subject, CancellationToken cancel)
    {
        if (!await LoadAsync(programme) || !Cares || Programme.Rules?.Find(indicator) is not { } rule)
            return false;
        (Subject, Rule) = (subject, rule);
        Name = (await Rooms.NamesAsync([subject], cancel)).GetValueOrDefault(subject, $"Number {subject}");
        Evidence = (await Rooms.Store.FetchAsync<OutputEvidence>(OutputEvidence.IdOf(programme, indicator, subject), cancel)).State;
        return true;
    }
}
