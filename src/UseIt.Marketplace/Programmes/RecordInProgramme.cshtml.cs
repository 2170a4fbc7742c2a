using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>What is recorded of enterprises, and of people by number, on a page of its own.</summary>
[ForRoles("a programme manager or an adviser", Roles.ProgrammeManager, Roles.Adviser)]
public sealed class RecordInProgrammePage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    private static readonly Dictionary<string, string> Headings = new()
    {
        ["standing"] = "Since when is it registered?",
        ["ward"] = "In which ward is it?",
        ["award"] = "Record a grant or a contract",
        ["entrepreneur"] = "Record time with somebody who may start an enterprise",
        ["link"] = "Somebody has registered an enterprise",
    };

    public static readonly Refusal RegisterMissing = new("register-missing", "register", "Choose where it is registered");
    public static readonly Refusal PredecessorNotSaid = new(
        "predecessor-not-said",
        "predecessor",
        "Choose whether something was there before"
    );
    public static readonly Refusal KindMissing = new("kind-missing", "kind", "Choose what it was");
    public static readonly Refusal NumberWrong = new("number-wrong", "number", "Enter the number as it was shown when it was made");

    public string Step { get; private set; } = "";
    public string Heading => Headings[Step];
    public IReadOnlyList<Choice> Found { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty]
    public Guid NewId { get; set; }

    /// <summary>The number of somebody new; it comes with the form, so that sending it twice makes one person.</summary>
    [BindProperty]
    public Guid NewPerson { get; set; }

    [BindProperty]
    public Guid? OrganisationId { get; set; }

    [BindProperty]
    public BusinessRegister? Register { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public bool? Predecessor { get; set; }

    [BindProperty]
    public string? PredecessorName { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Ward { get; set; }

    [BindProperty]
    public string? WardWords { get; set; }

    [BindProperty]
    public GrantKind? Kind { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty, Display(Name = "The amount")]
    public decimal? Amount { get; set; }

    [BindProperty]
    public string? Reference { get; set; }

    [BindProperty]
    public string? Number { get; set; }

    [BindProperty, Display(Name = "The number of minutes")]
    public int? Minutes { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid programme, string step, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, step, cancel))
            return NotFound();
        (NewId, NewPerson) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid programme, string step, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, step, cancel))
            return NotFound();
        if (Step == "ward" && this.Finds())
            return Page();
        Guid? number = Guid.TryParse(Number, CultureInfo.InvariantCulture, out var read) ? read : null;
        List<Refusal> unread = [];
        var ward = Pick.Place.Read(string.IsNullOrWhiteSpace(Ward) ? [] : [Ward], WardWords, nameof(Ward), unread);
        Refusal[] wrong =
        [
            .. Step == "ward" ? unread : [],
            .. Step == "standing" && Register is null ? new[] { RegisterMissing } : [],
            .. Step == "standing" && Predecessor is null ? new[] { PredecessorNotSaid } : [],
            .. Step == "award" && Kind is null ? new[] { KindMissing } : [],
            .. number is null && (Step == "link" || Step == "entrepreneur" && !string.IsNullOrWhiteSpace(Number))
                ? new[] { NumberWrong }
                : [],
        ];
        if (ModelState.IsValid && wrong.Length > 0)
            return this.Refused(wrong);
        var (organisation, on) = (OrganisationId ?? Guid.Empty, On ?? default);
        var person = number ?? NewPerson;
        ICommand command = Step switch
        {
            "standing" => new RecordEnterpriseStanding(
                Id,
                organisation,
                Register ?? default,
                on,
                Predecessor ?? false,
                PredecessorName,
                Reason
            ),
            "ward" => new RecordEnterpriseWard(Id, organisation, ward is [var only] ? only.Split(' ')[0] : ""),
            "award" => new RecordGrantAwarded(
                Id,
                organisation,
                NewId,
                Kind ?? default,
                From ?? "",
                new Money(Amount ?? 0),
                on,
                Reference ?? ""
            ),
            "entrepreneur" => new AssistEntrepreneur(Id, person, NewId, on, Minutes ?? 0, Reference ?? ""),
            _ => new LinkEntrepreneur(Id, person, organisation),
        };
        return await DoAsync(
            command,
            Step == "entrepreneur" ? $"It is saved under the number {person}" : "It is saved",
            Back,
            field =>
                field switch
                {
                    "registeredOn" or "awardedOn" => nameof(On),
                    "log" => nameof(Reference),
                    "placeCode" => nameof(Ward),
                    "entrepreneurId" => nameof(Number),
                    _ => field,
                }
        );
    }

    private async Task<bool> OpenAsync(Guid programme, string step, CancellationToken cancel)
    {
        if (!Headings.ContainsKey(step) || !await LoadAsync(programme) || !Cares)
            return false;
        Step = step;
        if (step != "entrepreneur")
            Found = await Rooms.FindAsync(Q, [], [], cancel);
        return true;
    }
}
