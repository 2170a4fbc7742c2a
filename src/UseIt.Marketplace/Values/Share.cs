using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Values;

/// <summary>A part of a whole in percent with at most two decimal places; written as a plain number, 33.34.</summary>
[JsonConverter(typeof(ShareJson))]
public readonly record struct Share : IComparable<Share>
{
    public Share(decimal percent) =>
        Percent = IsShare(percent)
            ? percent
            : throw new ArgumentOutOfRangeException(nameof(percent), "A share is from 0 to 100 with at most two decimal places.");

    public decimal Percent { get; }

    public static Share Whole => new(100m);

    public static Answer<Share> Ask(decimal percent, string field) =>
        IsShare(percent)
            ? new Share(percent)
            : new Refusal("share-not-valid", field, "Enter a share from 0 to 100 with no more than two decimal places, for example 33.34");

    public static bool AddUpToWhole(IEnumerable<Share> shares) => shares.Sum(share => share.Percent) == 100m;

    /// <summary>Shares in proportion to the weights that add up to exactly 100.00.</summary>
    public static IReadOnlyList<Share> Split(IReadOnlyList<decimal> weights) =>
        [.. LargestRemainder.Split(100m, weights, unit: 0.01m).Select(percent => new Share(percent))];

    public static IReadOnlyList<Share> SplitEqually(int parts) => Split([.. Enumerable.Repeat(1m, parts)]);

    /// <summary>The exact part of a value, not rounded.</summary>
    public decimal Of(decimal value) => value * Percent / 100m;

    public int CompareTo(Share other) => Percent.CompareTo(other.Percent);

    public static bool operator <(Share left, Share right) => left.CompareTo(right) < 0;

    public static bool operator >(Share left, Share right) => left.CompareTo(right) > 0;

    public static bool operator <=(Share left, Share right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Share left, Share right) => left.CompareTo(right) >= 0;

    public override string ToString() => Percent.ToString("0.00", CultureInfo.InvariantCulture) + "%";

    internal static bool IsShare(decimal percent) => percent is >= 0m and <= 100m && decimal.Round(percent, 2) == percent;
}

public sealed class ShareJson : JsonConverter<Share>
{
    public override Share Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out decimal percent) && Share.IsShare(percent)
            ? new Share(percent)
            : throw new JsonException("A share must be a number from 0 to 100 with no more than two decimal places.");

    public override void Write(Utf8JsonWriter writer, Share value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Percent);
}
