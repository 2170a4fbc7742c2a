using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

/// <summary>Keeps a search for the person who made it, and says when they want to be told of what is new in it.</summary>
public sealed record SaveSearch([property: NewId] Guid SearchId, string Name, SearchedFor For, Told Told) : Message, ICommand;

public static class SaveSearchHandler
{
    public static readonly Refusal NameMissing = new("search-name-missing", "name", "Enter a name for the search");
    public static readonly Refusal Everything = new(
        "search-for-everything",
        "for",
        "Narrow the search first, by words, a kind of work, a place or a value"
    );
    public static readonly Refusal CpvWrong = new("search-cpv-wrong", "for.cpv", "A CPV code has two to eight digits, such as 85");
    public static readonly Refusal ValuesCrossed = new(
        "search-values-crossed",
        "for.valueTo",
        "Enter a highest value that is not below the lowest"
    );

    public static Access Authorise(Actor actor) => actor.Person == Guid.Empty ? Access.SignInNeeded : Access.Granted;

    public static Decision Handle(SaveSearch command, Stream<SavedSearch> search, Actor actor)
    {
        if (search.Exists)
            return Decision.Nothing;
        var refusals = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(command.Name))
            refusals.Add(NameMissing);
        if (command.For.IsEmpty)
            refusals.Add(Everything);
        if (command.For.Cpv is { } cpv && !(Cpv.Digits(cpv) is { Length: >= 2 and <= 8 } digits && digits.All(char.IsAsciiDigit)))
            refusals.Add(CpvWrong);
        if (command.For.ValueFrom > command.For.ValueTo)
            refusals.Add(ValuesCrossed);
        return refusals.Count > 0
            ? Decision.Refuse([.. refusals])
            : Decision.On<SavedSearch>(
                command.SearchId,
                new SearchSaved(command.SearchId, actor.Person, actor.Organisation, command.Name.Trim(), command.For, command.Told)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SaveSearch>("POST", "/api/v1/searches", AllowedTo.Person, creates: "searchId");
}
