using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Places between a form, which holds codes, and a fact, which holds codes and names.</summary>
internal static class PickedPlaces
{
    /// <summary>A place as a picker holds it: by its code, with its name where the code is in no list.</summary>
    public static string[] Chosen(IEnumerable<Place> places) =>
        [.. places.Select(p => Places.Of(p.Code) is null ? $"{p.Code} {p.Name}" : p.Code)];

    public static IReadOnlyList<Place> Read(string[] chosen, string? words, string field, List<Refusal> unread) =>
        [
            .. Pick
                .Place.Read(chosen, words, field, unread)
                .Select(c =>
                    Places.Of(c) is { } known ? new Place(known.Code, known.Name) : new Place(c.Split(' ', 2)[0], c.Split(' ', 2)[1])
                ),
        ];
}
