using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>What an enterprise has ready for every bid, by kind, with what buyers mostly ask for.</summary>
[ForRoles("an enterprise's people", Roles.Member, Roles.BidManager, Roles.Signatory, Roles.OrganisationAdministrator)]
public sealed class BidReadyFilePage(Actors actors, Acting acting, IDocumentStore store) : EnterprisePage(actors, acting, store)
{
    public sealed record Words(string One, string Many, IReadOnlyList<string> Usual, string? Note = null);

    public static IReadOnlyDictionary<BidReadyKind, Words> Kinds { get; } =
        new Dictionary<BidReadyKind, Words>
        {
            [BidReadyKind.Insurance] = new(
                "insurance",
                "Insurances",
                ["Employers' liability insurance", "Public liability insurance", "Professional indemnity insurance"],
                "You need not have it before you win: a buyer may only ask that you will."
            ),
            [BidReadyKind.Policy] = new(
                "policy",
                "Policies",
                [
                    "Health and safety policy",
                    "Equality and diversity policy",
                    "Safeguarding policy",
                    "Data protection policy",
                    "Environmental policy",
                ]
            ),
            [BidReadyKind.Accounts] = new(
                "proof of standing",
                "Accounts, or another proof of standing",
                ["Accounts of the last year"],
                "Where no law asks for audited accounts, a bank's letter, management accounts or a cash-flow forecast do as well."
            ),
            [BidReadyKind.Reference] = new("reference", "References", [], "Somebody you worked for, who has agreed to be asked."),
            [BidReadyKind.Certificate] = new("certificate", "Certificates", []),
        };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) && Registered ? Page() : NotFound();

    public IReadOnlyList<BidReadyItemAdded> Of(BidReadyKind kind) =>
        [.. Enterprise.BidReadyItems.Values.Where(i => i.Kind == kind).OrderBy(i => i.Title, StringComparer.CurrentCulture)];

    public static string StateOf(BidReadyItemAdded item) =>
        item.State switch
        {
            BidReadyState.IfAwarded => "Will have it if awarded",
            BidReadyState.NotForUs => $"Not for us, because {item.Reason}",
            _ => item.Cover is { } cover ? $"Have it, {cover}" : "Have it",
        };

    public static string LinkToAdd(BidReadyKind kind, string? title) =>
        QueryHelpers.AddQueryString(
            $"/enterprise/bid-ready/{Guid.CreateVersion7()}",
            new Dictionary<string, string?> { ["kind"] = kind.ToString(), ["title"] = title }
        );
}
