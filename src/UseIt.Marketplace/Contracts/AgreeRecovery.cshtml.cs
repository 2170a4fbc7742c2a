using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class AgreeRecoveryPage(
    CommitmentReading reading,
    Acting acting,
    IDocumentStore store,
    OrganisationNames organisations,
    NpgsqlDataSource database
) : CommitmentStepPage(reading, acting)
{
    private DateOnly today;

    [BindProperty]
    public Guid RecoveryId { get; set; }

    [BindProperty]
    public string? What { get; set; }

    [BindProperty]
    public Guid? By { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Due { get; set; }

    public IReadOnlyList<Choice> Suppliers { get; private set; } = [];

    protected override bool MayDo => Found.Buys && Found.InForce && Found.State.NeedsRecovery(today);

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        if (!await SeeAsync(contract, commitment, cancel))
            return NotFound();
        (RecoveryId, By) = (Guid.CreateVersion7(), Suppliers.Count == 1 ? Row.Suppliers[0] : null);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid commitment, CancellationToken cancel) =>
        !await SeeAsync(contract, commitment, cancel) ? NotFound()
        : !ModelState.IsValid ? this.Refused()
        : await DoAsync(
            new AgreeRecovery(
                contract,
                commitment,
                RecoveryId == Guid.Empty ? Guid.CreateVersion7() : RecoveryId,
                What ?? "",
                By ?? Guid.Empty,
                Due ?? DateOnly.MinValue
            ),
            "The recovery action is saved"
        );

    private async Task<bool> SeeAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        today = UkTime.DayOf(await store.ClockAsync(cancel));
        if (!await LoadAsync(contract, commitment, cancel))
            return false;
        var names = await organisations.FindAsync(database, Row.Suppliers, cancel);
        Suppliers = [.. Row.Suppliers.Select(s => new Choice(s.ToString(), names.GetValueOrDefault(s)?.Name ?? "A supplier"))];
        return true;
    }
}
