using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>To the leads the concerns there are; to a programme manager who leads.</summary>
[ForRoles("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ConcernListPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    ReadConcerns concerns,
    Concerns view,
    Memberships memberships,
    Colleagues colleagues,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    public bool Leads { get; private set; }
    public bool MayName => Who.Has(Roles.ProgrammeManager);
    public IReadOnlyList<ConcernRow> Found { get; private set; } = [];
    public IReadOnlyList<Choice> Colleagues { get; private set; } = [];

    [BindProperty]
    public Guid[] Chosen { get; set; } = [];

    [BindProperty]
    public string? Numbers { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        if (MayName)
            (Chosen, Numbers) = ([.. (await concerns.LeadsAsync(Own, cancel)).Leads], await concerns.NumbersAsync(Own, cancel));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel) =>
        await LoadAsync(cancel) && MayName
            ? await DoAsync(
                new NameSafeguardingLeads(Own, Chosen, Numbers ?? ""),
                "The safeguarding leads are named",
                "/safeguarding",
                field => field.StartsWith("leads", StringComparison.Ordinal) ? nameof(Chosen) : field
            )
            : NotFound();

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (!await BeginAsync(cancel))
            return false;
        Leads = (await concerns.LeadsAsync(Own, cancel)).Leads.Contains(Who.Person);
        if (Leads)
        {
            await readYourWrite.WaitAsync(HttpContext, view);
            Found = await view.OfAsync(database, Own, cancel);
        }
        if (MayName)
            Colleagues =
            [
                .. (await colleagues.NamesAsync([.. (await memberships.InAsync(Own, cancel)).Select(m => m.Person)], cancel))
                    .OrderBy(p => p.Value, StringComparer.CurrentCulture)
                    .Select(p => new Choice(p.Key.ToString(), p.Value)),
            ];
        return true;
    }
}
