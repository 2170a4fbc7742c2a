using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Web;

/// <summary>What is picked from a long list by plain words: the same answers on the page, and to the script beside it.</summary>
public sealed record Pick(string Address, string CodeUnknown, Func<string?, IReadOnlyList<Choice>> Find, Func<string, Choice?> Known)
{
    /// <summary>A code of the procurement vocabulary.</summary>
    public static readonly Pick Cpv = new(
        "/api/v1/cpv",
        "cpv-unknown",
        words => [.. CpvSearch.Find(words).Select(Coded)],
        code => Values.Cpv.Digits(code).PadRight(8, '0') is var full && Values.Cpv.Title(full) is not null ? Coded(full) : null
    );

    /// <summary>A ward, a borough, a region.</summary>
    public static readonly Pick Place = new(
        "/api/v1/places",
        "place-unknown",
        words => [.. Places.Find(words).Select(Placed)],
        code =>
            Places.Of(code.Split(' ', 2)[0]) is { } place ? Placed(place)
            // A place that was written by hand before there was a list of them.
            : code.Split(' ', 2) is [_, { Length: > 0 } name] ? new Choice(code, name)
            : null
    );

    /// <summary>The boroughs of the West Midlands, where most of the work is.</summary>
    public static IReadOnlyList<Choice> Boroughs { get; } =
    [.. Places.All.Where(p => p.Kind == "borough").Select(p => new Choice(p.Code, p.Name))];

    /// <summary>
    /// The answers chosen, each known; the words beside them must have led to one of them, so that nothing typed is lost unseen.
    /// </summary>
    public IReadOnlyList<string> Read(IEnumerable<string> chosen, string? words, string field, List<Refusal> unread)
    {
        var codes = new List<string>();
        foreach (var line in chosen.SelectMany(c => c.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            if (Known(line) is { } known)
                codes.Add(known.Value);
            else
                unread.Add(new Refusal(CodeUnknown, field, $"“{line}” is not in the list. Say it in plain words and choose an answer"));
        if (!string.IsNullOrWhiteSpace(words))
        {
            var found = Find(words);
            if (found.FirstOrDefault(f => Same(f.Value, words) || Same(f.Label, words)) is { } exact)
                codes.Add(exact.Value);
            else if (!found.Any(f => codes.Contains(f.Value)))
                unread.Add(
                    new Refusal(
                        "words-not-chosen",
                        field,
                        found.Count == 0
                            ? $"Nothing is found for “{words.Trim()}”. Try another word for it"
                            : $"Choose one of the answers found for “{words.Trim()}”, or empty the box"
                    )
                );
        }
        return [.. codes.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static bool Same(string one, string other) => one.Equals(other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static Choice Coded(string code) => new(code, Values.Cpv.Title(code)!, code);

    private static Choice Placed(KnownPlace place) => new(place.Code, place.Name, Places.Described(place));
}

public static class Picking
{
    /// <summary>Whether the form was sent to look for answers only, with a picker's own button: show it again, as it was typed.</summary>
    public static bool Finds(this PageModel page) => page.Request.HasFormContentType && page.Request.Form.ContainsKey("find");

    /// <summary>What a picker's script asks for as somebody types.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var pick in new[] { Pick.Cpv, Pick.Place })
            routes
                .MapGet(
                    pick.Address,
                    (string? words, HttpContext http) =>
                    {
                        http.Response.Headers.CacheControl = "public, max-age=3600";
                        return Results.Json(pick.Find(words), EventJson.Options);
                    }
                )
                .AllowedTo(AllowedTo.Anyone)
                .Produces<Choice[]>()
                .WithName(pick == Pick.Cpv ? "FindCpv" : "FindPlaces")
                .WithTags("Lists");
    }
}
