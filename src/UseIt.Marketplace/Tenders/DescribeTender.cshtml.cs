using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

[ForRoles("a buyer's author", Roles.Author)]
public sealed class DescribeTenderPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public WhatIsBoughtForm Form { get; set; } = new();

    [BindProperty, Display(Name = "The start of the contract")]
    public DateOnly? Starts { get; set; }

    [BindProperty, Display(Name = "The end of the contract")]
    public DateOnly? Ends { get; set; }

    [BindProperty]
    public bool SuitableForVcse { get; set; }

    [BindProperty]
    public string? Reservation { get; set; }

    /// <summary>What the tender's rules allow, with "no" first.</summary>
    public IReadOnlyList<Choice> Reservations =>
        [
            new Choice("", "No, everybody may bid"),
            .. (Profile.Reservations ?? []).GroupBy(r => r.For).Select(r => new Choice(Name(r.Key), Says(r.Key), Sentence(r.First().Note))),
        ];

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        ShowAsync(
            tender,
            () =>
            {
                Form = WhatIsBoughtForm.Of(Tender.Title, Tender.Description, Tender.Cpv, Tender.Places, Tender.Estimate);
                (Starts, Ends, SuitableForVcse, Reservation) = (
                    Tender.Contract?.Start,
                    Tender.Contract?.End,
                    Tender.SuitableForVcse,
                    Tender.Reservation ?? ""
                );
            },
            cancel
        );

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (this.Finds())
            return Page();
        List<Refusal> unread = [];
        var read = Form.Answers(unread);
        if (WhatIsBoughtForm.Wrong(read, unread) is { Count: > 0 } wrong)
            return this.Refused(wrong);
        var period = Starts is null && Ends is null ? null : new Period(Starts, Ends);
        return await DoAsync(
            new DescribeTender(
                tender,
                read.Title,
                read.Description,
                read.Cpv,
                read.Places,
                read.Estimate,
                period,
                SuitableForVcse,
                string.IsNullOrEmpty(Reservation) ? null : Reservation
            ),
            "The description is saved",
            fields: field => field == "contract.end" ? nameof(Ends) : WhatIsBoughtForm.FieldOf(field)
        );
    }

    private static string? Sentence(string note) => note.Length == 0 ? null : char.ToUpperInvariant(note[0]) + note[1..];

    private static string Name(ReservedFor reserved) => $"{char.ToLowerInvariant(reserved.ToString()[0])}{reserved.ToString()[1..]}";

    private static string Says(ReservedFor reserved) =>
        reserved switch
        {
            ReservedFor.SupportedEmploymentProvider => "Supported employment providers",
            ReservedFor.PublicServiceMutual => "Public service mutuals",
            ReservedFor.UnitedKingdom => "Suppliers in the United Kingdom",
            ReservedFor.CountyOrLondonBorough => "Suppliers of one county or London borough",
            ReservedFor.LocalArea => "Suppliers of the local area",
            _ => "Small enterprises, and voluntary, community and social enterprises",
        };
}
