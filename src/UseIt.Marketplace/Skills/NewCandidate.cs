using System.Text.Json.Serialization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>What has been said of a new candidate so far, page by page; nothing is stored before the answers are checked.</summary>
public sealed record NewCandidate(Guid Adviser, Guid Organisation, Guid Id)
{
    public string Pathway { get; init; } = "";
    public string Profession { get; init; } = "";
    public string Name { get; init; } = "";
    public string Contact { get; init; } = "";
    public string? Qualification { get; init; }
    public string? PlaceCode { get; init; }
    public ReferralSource? ReferredBy { get; init; }
    public string? Programme { get; init; }
    public string NoticeLanguage { get; init; } = "";
    public DateOnly? NoticeGivenOn { get; init; }
    public string? NoticeVersion { get; init; }
    public bool? DecidesAlone { get; init; }
    public string? Guardian { get; init; }
    public DateOnly? GuardianAgreedOn { get; init; }

    [JsonIgnore]
    public PathwayRules? Rules => PathwayRules.Of(Pathway);

    [JsonIgnore]
    public RegisterCandidate Command =>
        new(
            Id,
            Organisation,
            Pathway,
            Profession,
            Name,
            Contact,
            NoticeLanguage,
            NoticeGivenOn ?? default,
            ReferredBy ?? default,
            DecidesAlone ?? true,
            Qualification,
            null,
            PlaceCode,
            Programme,
            Guardian,
            GuardianAgreedOn,
            NoticeVersion
        );
}

/// <summary>One of the pages on which somebody is described before they are registered.</summary>
public abstract class NewCandidatePage(Actors actors, Acting acting, IDocumentStore store, Carried carried)
    : SkillsPage(actors, acting, store)
{
    private const string Cookie = "use-it-candidate";
    private static readonly TimeSpan Lasting = TimeSpan.FromHours(2);

    public NewCandidate Draft { get; private set; } = null!;

    /// <summary>Whether somebody came back from the check of the answers, and goes there again.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Change { get; set; }

    /// <summary>Pathways that are open here.</summary>
    public IReadOnlyList<PathwayRules> Open { get; private set; } = [];

    protected async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (!await BeginAsync(cancel))
            return false;
        Draft =
            carried.Of<NewCandidate>(HttpContext, Cookie) is { } begun && begun.Adviser == Who.Person && begun.Organisation == Own
                ? begun
                : new NewCandidate(Who.Person, Own, Guid.CreateVersion7());
        Open = [.. (await PathwayListPage.OfAsync(Store, Own, cancel)).Where(p => p.State.Open).Select(p => p.Rules)];
        return true;
    }

    protected void Keep(NewCandidate draft) => carried.Keep(HttpContext, Cookie, Draft = draft, Lasting);

    protected void Drop() => carried.Drop(HttpContext, Cookie);

    /// <summary>On to the next page, unless something is wrong with what was said in these fields.</summary>
    protected IActionResult Then(string page, IReadOnlyList<string> fields, params IReadOnlyList<Refusal> more)
    {
        Refusal[] wrong =
        [
            .. more,
            .. (Draft.Rules is { } rules ? RegisterCandidateHandler.Wrong(Draft.Command, rules, Today) : [])
                .Concat(Texts.Wrong(Draft.Command))
                .Where(r => fields.Contains(r.Field)),
        ];
        return !ModelState.IsValid || wrong.Length > 0 ? this.Refused(wrong) : Redirect($"/candidates/new{(Change ? "/check" : page)}");
    }
}
