using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

[ForRoles("the lead's bid manager", Roles.BidManager)]
public sealed class InvitePartnerPage(
    Actors actors,
    Acting acting,
    ConsortiumReader reader,
    Partners partners,
    OrganisationNames names,
    NpgsqlDataSource database
) : PageModel
{
    private const int Most = 20;

    public ConsortiumShown Consortium { get; private set; } = null!;
    public IReadOnlyList<Choice> Found { get; private set; } = [];

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid OrganisationId { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid consortium, CancellationToken cancel) =>
        !await LoadAsync(consortium, cancel) ? NotFound()
        : ModelState.IsValid ? Page()
        : this.Refused();

    public async Task<IActionResult> OnPostAsync(Guid consortium, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        if (await acting.TryAsync(this, new InvitePartner(consortium, OrganisationId, Role ?? "")) is { } refused)
            return refused;
        this.Announce("The partner is invited");
        return Redirect($"/consortia/{consortium}");
    }

    private async Task<bool> LoadAsync(Guid consortium, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(consortium, actor, cancel) is not { Dissolved: false } shown || shown.LeadId != actor.Organisation)
            return false;
        Consortium = shown;
        if (string.IsNullOrWhiteSpace(Q))
            return true;
        await using var command = database.CreateCommand(
            $"select key from {names.Table} where words @@ websearch_to_tsquery('english', $1) limit {Most}"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Q });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var keys = new List<Guid>();
        while (await rows.ReadAsync(cancel))
            keys.Add(rows.GetGuid(0));
        Found =
        [
            .. (await partners.OfAsync(database, keys, cancel))
                .Values.Where(p => shown.Members.All(m => m.OrganisationId != p.OrganisationId))
                .OrderBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => new Choice(
                    p.OrganisationId.ToString(),
                    p.Name,
                    p.Capabilities.Count > 0 ? string.Join(", ", p.Capabilities.Select(c => c.Title)) : "Says nothing yet of what it can do"
                )),
        ];
        return true;
    }
}
