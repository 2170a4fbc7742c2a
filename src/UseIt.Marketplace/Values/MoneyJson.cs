using System.Text.Json;
using System.Text.Json.Serialization;

namespace UseIt.Marketplace.Values;

public sealed class MoneyJson : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Money is an object with an amount and a currency.");

        decimal? amount = null;
        string? currency = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "amount":
                    amount =
                        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out decimal exact)
                            ? exact
                            : throw new JsonException("The amount must be a number.");
                    break;
                case "currency":
                    currency = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (amount is null)
            throw new JsonException("The amount is missing.");
        // An amount without its currency is not read as pounds: nobody said so.
        if (currency is not { Length: 3 } || !currency.All(char.IsAsciiLetterUpper))
            throw new JsonException("The currency must be three capital letters, for example GBP.");
        return new Money(amount.Value, currency);
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("amount", value.Amount);
        writer.WriteString("currency", value.Currency);
        writer.WriteEndObject();
    }
}
