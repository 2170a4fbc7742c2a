using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A pathway's rules, what allows it here, and whether it is open.</summary>
[ForRoles("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ReadPathwayPage(Actors actors, Acting acting, IDocumentStore store, PrivacyNotices notices)
    : SkillsPage(actors, acting, store)
{
    public PathwayRules Rules { get; private set; } = null!;
    public PathwayEdition? Edition => Rules.On(Today);
    public Pathway State { get; private set; } = Pathway.Empty;
    public bool MayOpen => Who.Has(Roles.ProgrammeManager);
    public bool MayCount => Who.Has(Roles.Adviser) && !State.AllowsOffences;

    /// <summary>An adviser works with the people and sees the number; for others a small one is held back.</summary>
    public string Shown(PathwayCount count) => SmallNumbers.Shown(count.People, Who.Has(Roles.Adviser) ? 1 : SmallNumbers.Limit);

    public IReadOnlyList<NoticeTextsOf> Texts { get; private set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    public static string Written(NeedRule need, PathwayEdition edition) =>
        need.Name
        + string.Concat(
            need.Tests.Select(
                (o, i) =>
                    $"{(i == 0 ? ": " : ", or ")}{edition.Test(o.Test)!.Name} with {string.Join(", ", o.Least.Select(l => l.Key == "result" ? l.Value : $"{l.Key} {l.Value}"))}{(o.Combine is { } c ? $" (in two sittings at most {c.WithinMonths} months apart, no part below {c.Floor.Values.First()})" : "")}"
            )
        )
        + (need.WithinMonths is { } within ? $", within {within} months of {edition.Needs.First(n => n.Code == need.After).Name}" : "")
        + (need.ValidMonths is { } months ? $", counts for {months} months" : "");

    public async Task<IActionResult> OnGetAsync(string pathway, CancellationToken cancel) =>
        await LoadAsync(pathway, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostOpenAsync(string pathway, CancellationToken cancel) =>
        await LoadAsync(pathway, cancel)
            ? await DoAsync(new OpenPathway(Own, Rules.Code), "The pathway is open", $"/pathways/{Rules.Code}")
            : NotFound();

    public async Task<IActionResult> OnPostCloseAsync(string pathway, CancellationToken cancel) =>
        await LoadAsync(pathway, cancel)
            ? await DoAsync(new ClosePathway(Own, Rules.Code, Reason ?? ""), "The pathway is closed", $"/pathways/{Rules.Code}")
            : NotFound();

    private async Task<bool> LoadAsync(string pathway, CancellationToken cancel)
    {
        if (!await BeginAsync(cancel) || PathwayRules.Of(pathway) is not { } rules)
            return false;
        Rules = rules;
        State = (await Store.FetchAsync<Pathway>(PathwayRules.IdOf(Own, rules.Code), cancel)).State;
        Texts = await NoticeTextsOf.ReadAsync(notices, Own, rules, cancel);
        return true;
    }
}
