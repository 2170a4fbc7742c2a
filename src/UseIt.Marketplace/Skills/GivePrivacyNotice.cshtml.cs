using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A notice's text in one language as it stands.</summary>
public sealed record NoticeTextsOf(NoticeLanguage Language, string Link, string Version)
{
    internal static async Task<IReadOnlyList<NoticeTextsOf>> ReadAsync(
        PrivacyNotices notices,
        Guid support,
        PathwayRules? rules,
        CancellationToken cancel
    )
    {
        List<NoticeTextsOf> found = [];
        foreach (var language in PrivacyNotices.Languages)
            if (rules is not null && await notices.WriteAsync(support, rules, language, cancel) is { } written)
                found.Add(new NoticeTextsOf(language, $"/pathways/{rules.Code}/notice/{language.Code}", written.Version));
        return found;
    }
}

[ForRoles("an adviser", Roles.Adviser)]
public sealed class GivePrivacyNoticePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite,
    PrivacyNotices notices
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public IReadOnlyList<NoticeTextsOf> Texts { get; private set; } = [];

    [BindProperty]
    public string? Language { get; set; }

    [BindProperty, Display(Name = "The day of the notice")]
    public DateOnly? GivenOn { get; set; }

    [BindProperty]
    public string? Version { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await ReadAsync(candidate, cancel))
            return NotFound();
        Language = Person.NoticeLanguage;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid candidate, CancellationToken cancel) =>
        await ReadAsync(candidate, cancel)
            ? await DoAsync(
                new GivePrivacyNotice(candidate, Language ?? "", GivenOn ?? default, Version),
                "It is recorded that the notice was given",
                Back
            )
            : NotFound();

    private async Task<bool> ReadAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return false;
        Texts = await NoticeTextsOf.ReadAsync(notices, Own, Pathway, cancel);
        return true;
    }
}
