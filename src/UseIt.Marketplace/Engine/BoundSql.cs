using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>A statement and the values of its <c>$1</c>, <c>$2</c>, as Marten's builders of batches take them.</summary>
internal sealed partial record BoundSql(string Text, IReadOnlyList<NpgsqlParameter> Parameters)
{
    public static BoundSql Of(string text, params ReadOnlySpan<object> values)
    {
        var parameters = new List<NpgsqlParameter>(values.Length);
        foreach (var value in values)
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return new BoundSql(text, parameters);
    }

    public void AppendTo(Weasel.Postgresql.ICommandBuilder builder)
    {
        var at = 0;
        foreach (var place in Placeholder().EnumerateMatches(Text))
        {
            builder.Append(Text[at..place.Index]);
            var parameter = Parameters[int.Parse(Text.AsSpan(place.Index + 1, place.Length - 1), CultureInfo.InvariantCulture) - 1];
            builder.AppendParameter(parameter.Value!, parameter.NpgsqlDbType is NpgsqlDbType.Unknown ? null : parameter.NpgsqlDbType);
            at = place.Index + place.Length;
        }
        builder.Append(Text[at..]);
    }

    [GeneratedRegex(@"\$\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
