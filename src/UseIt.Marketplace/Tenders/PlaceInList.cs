using System.Globalization;
using System.Text;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>A place in a list sorted by an instant and an id; opaque to whoever carries it.</summary>
internal sealed record PlaceInList(string At, Guid Id)
{
    public const int Most = 100;
    public const int Usual = 25;

    public static PlaceInList Newest { get; } = new("9999", Guid.Empty);

    /// <exception cref="EdgeException">The text is no place this list has given out.</exception>
    public static PlaceInList? From(string? after)
    {
        if (string.IsNullOrEmpty(after))
            return null;
        try
        {
            var parts = Encoding.ASCII.GetString(Convert.FromBase64String(after)).Split(' ');
            if (
                parts.Length == 2
                && DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, out _)
                && Guid.TryParse(parts[1], out var id)
            )
                return new PlaceInList(parts[0], id);
        }
        catch (FormatException)
        {
            // Refused below, like every other unknown place.
        }
        throw new EdgeException("after", "after must be the next of an earlier page.");
    }

    public override string ToString() => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{At} {Id}"));

    /// <exception cref="EdgeException">Not from 1 to 100.</exception>
    public static int Limit(int? limit) =>
        limit is null ? Usual
        : limit is >= 1 and <= Most ? limit.Value
        : throw new EdgeException("limit", $"limit must be from 1 to {Most}.");
}
