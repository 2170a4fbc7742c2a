using System.Globalization;
using System.Text.Json;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Values;

/// <summary>What is stored is jsonb: exact values come back exact from it.</summary>
public sealed class ExactInPostgresTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>
{
    private sealed record Paid(Money Amount, Share Share, Money? Other);

    [Theory]
    [InlineData("0.1", "33.34")]
    [InlineData("33721.10", "0")]
    [InlineData("-79228162514264337593543950335", "100.00")]
    [InlineData("0.0000000000000000000000000001", "0.01")]
    public async Task money_and_shares_come_back_from_jsonb(string amount, string share)
    {
        Paid paid = new(new Money(Decimal(amount), "EUR"), new Share(Decimal(share)), null);
        await using NpgsqlCommand command = database.DataSource.CreateCommand("select ($1::jsonb)::text");
        command.Parameters.AddWithValue(JsonSerializer.Serialize(paid, EventJson.Options));
        string stored = (string)(await command.ExecuteScalarAsync())!;
        Paid back = JsonSerializer.Deserialize<Paid>(stored, EventJson.Options)!;
        Assert.Equal(paid, back);
        Assert.Equal(paid.Amount.Amount.ToString(CultureInfo.InvariantCulture), back.Amount.Amount.ToString(CultureInfo.InvariantCulture));
    }

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
