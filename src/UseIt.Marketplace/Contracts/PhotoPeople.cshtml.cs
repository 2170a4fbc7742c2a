using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The last step: who can be recognised decides who may ever see the photo, and whether it may be used.</summary>
[ForRoles("a supplier of the contract", Roles.Member, Roles.BidManager)]
public sealed class PhotoPeoplePage(
    CommitmentReading reading,
    Acting acting,
    CommitmentLedger ledger,
    NpgsqlDataSource database,
    Carried carried
) : PhotoPage(reading, acting, ledger, database, carried)
{
    public static readonly Refusal Unanswered = new("people-missing", "people", "Say whether anybody can be recognised in the photo");

    [BindProperty, Display(Name = "Whether anybody can be recognised")]
    public PeopleInPhoto? People { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid commitment, CancellationToken cancel) =>
        !await LoadAsync(commitment, cancel) ? NotFound()
        : Taken(commitment) is null ? Redirect($"/promises/{commitment}/photo")
        : Page();

    public async Task<IActionResult> OnPostAsync(Guid commitment, CancellationToken cancel)
    {
        if (!await LoadAsync(commitment, cancel))
            return NotFound();
        if (Taken(commitment) is not { } taken)
            return Redirect($"/promises/{commitment}/photo");
        if (!ModelState.IsValid)
            return this.Refused();
        if (People is not { } people || !Enum.IsDefined(people))
            return this.Refused(Unanswered);
        var answer = await DoAsync(
            new RecordEvidence(
                Row.ContractId!.Value,
                commitment,
                taken.Evidence,
                taken.Quantity,
                new Period(taken.On, taken.On),
                taken.Statement,
                [taken.Document],
                people == PeopleInPhoto.Nobody ? [taken.Document] : null,
                people
            ),
            "The evidence is recorded. The buyer verifies it next"
        );
        if (ModelState.IsValid)
            Forget();
        return answer;
    }
}
