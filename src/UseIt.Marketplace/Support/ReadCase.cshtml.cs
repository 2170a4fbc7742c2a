using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>One case: what the enterprise needs, how far it is, and each next step.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class ReadCasePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    Caseload caseload,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : CaseStepPage(actors, acting, store)
{
    public CaseRow Row { get; private set; } = null!;

    /// <summary>Whether anything can be written about the enterprise.</summary>
    public bool Works => Found.WhyNot() is null && Found.Eligibility == Eligibility.Eligible;

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, caseload);
        if (!await LoadAsync(@case, cancel) || await caseload.FindAsync(database, @case, cancel) is not { } row)
            return NotFound();
        Row = row;
        return Page();
    }
}
