using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>What the enterprise is and what for; said the first time, it registers the enterprise.</summary>
[ForRoles("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator)]
public sealed class EnterpriseProfileFormPage(Actors actors, Acting acting, IDocumentStore store) : EnterprisePage(actors, acting, store)
{
    private const string Other = "other";

    private static readonly string[] Usual =
    [
        "Community interest company",
        "Charitable incorporated organisation",
        "Charitable company",
        "Community benefit society",
        "Co-operative society",
        "Company limited by guarantee",
    ];

    public IReadOnlyList<Choice> Forms { get; } = [.. Usual.Select(f => new Choice(f, f))];

    [BindProperty]
    public string? Form { get; set; }

    [BindProperty]
    public string? OtherForm { get; set; }

    [BindProperty]
    public string? Mission { get; set; }

    [BindProperty, Display(Name = "The day it began to trade")]
    public DateOnly? TradingSince { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        if (Registered)
        {
            (Mission, TradingSince) = (Enterprise.Mission, Enterprise.TradingSince);
            (Form, OtherForm) = Usual.Contains(Enterprise.LegalForm) ? (Enterprise.LegalForm, null) : (Other, Enterprise.LegalForm);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        var form = (Form == Other ? OtherForm : Form) ?? "";
        return await DoAsync(
            Registered
                ? new ChangeProfile(OrganisationId, form, Mission ?? "", TradingSince)
                : new RegisterEnterprise(OrganisationId, form, Mission ?? "", TradingSince),
            "What you are is saved",
            "/enterprise",
            field => field == "legalForm" ? (Form == Other ? nameof(OtherForm) : nameof(Form)) : field
        );
    }
}
