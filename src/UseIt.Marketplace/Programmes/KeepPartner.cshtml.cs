using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>One thing about a partner, on a page of its own.</summary>
[ForRoles("a programme manager or an adviser", Roles.ProgrammeManager, Roles.Adviser)]
public sealed class KeepPartnerPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    private static readonly Dictionary<string, string> Headings = new()
    {
        ["owner"] = "Who keeps in touch?",
        ["contact"] = "Record a contact",
        ["promise"] = "Record a promise",
        ["settle"] = "Was the promise kept?",
        ["sponsor"] = "Name the senior sponsor",
        ["stand-down"] = "The sponsor stands down",
        ["end"] = "The partner leaves",
    };

    public static readonly Refusal WhoMissing = new("who-missing", "byPartner", "Choose who promises");
    public static readonly Refusal KeptMissing = new("kept-missing", "kept", "Choose whether it was kept");

    public string Step { get; private set; } = "";
    public string Heading => Headings[Step];
    public Partner Partner { get; private set; } = null!;
    public PartnerPromise? Promise { get; private set; }
    public IReadOnlyList<Choice> Colleagues { get; private set; } = [];
    public string PartnerAt => $"/programmes/{Id}/partners/{Partner.PartnerId}";

    [BindProperty]
    public Guid NewId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? PromiseId { get; set; }

    [BindProperty]
    public Guid? PersonId { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public bool? ByPartner { get; set; }

    [BindProperty]
    public string? What { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Due { get; set; }

    [BindProperty]
    public bool? Kept { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? JobTitle { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid programme, Guid partner, string step, CancellationToken cancel)
    {
        if (!ModelState.IsValid || !await OpenAsync(programme, partner, step, cancel))
            return NotFound();
        (NewId, PersonId) = (Guid.CreateVersion7(), Partner.Owner);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid programme, Guid partner, string step, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, partner, step, cancel))
            return NotFound();
        if (ModelState.IsValid && Step == "promise" && ByPartner is null)
            return this.Refused(WhoMissing);
        if (ModelState.IsValid && Step == "settle" && Kept is null)
            return this.Refused(KeptMissing);
        return await DoAsync(Asked(), "It is saved", PartnerAt, field => field == "since" ? nameof(On) : field);
    }

    private ICommand Asked()
    {
        var (id, on) = (Partner.PartnerId, On ?? default);
        return Step switch
        {
            "owner" => new NamePartnerOwner(Id, id, PersonId ?? Guid.Empty),
            "contact" => new RecordPartnerContact(Id, id, on),
            "promise" => new MakePartnerPromise(Id, id, NewId, ByPartner ?? false, What ?? "", Due ?? default),
            "settle" => new SettlePartnerPromise(Id, id, Promise!.PromiseId, Kept ?? false, on),
            "sponsor" => new NameProgrammeSponsor(Id, id, NewId, Name ?? "", JobTitle ?? "", on),
            "stand-down" => new StandDownProgrammeSponsor(Id, id, on),
            _ => new EndProgrammePartner(Id, id, on, Reason ?? ""),
        };
    }

    private async Task<bool> OpenAsync(Guid programme, Guid partner, string step, CancellationToken cancel)
    {
        if (
            !Headings.ContainsKey(step)
            || !await LoadAsync(programme)
            || !Who.ActsFor(Programme.LeadOrganisation, ProgrammeAccess.Caring)
            || Programme.Partner(partner) is not { } found
        )
            return false;
        if (step is "owner" or "sponsor" or "stand-down" or "end" && !Leads)
            return false;
        (Step, Partner, Promise) = (step, found, found.Promises.FirstOrDefault(p => p.PromiseId == PromiseId));
        if (step == "owner")
            Colleagues = await Rooms.Colleagues.InAsync(Programme.LeadOrganisation, cancel);
        return step != "settle" || Promise is not null;
    }
}
