using System.Text.Json;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.SocialValue;

/// <summary>Every vector of the shared file by name; a vector without a case here fails.</summary>
public sealed class PublishedVectorsTests
{
    [FactWithSharedData]
    public void every_published_vector_comes_out()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(SharedData.Folder, "social-value", "test_vectors.json"))
        );
        int count = 0;
        foreach (JsonElement vector in file.RootElement.EnumerateArray())
        {
            Check(vector.GetProperty("id").GetString()!, vector.GetProperty("inputs"), vector.GetProperty("expected"));
            count++;
        }

        Assert.Equal(18, count);
    }

    private static void Check(string id, JsonElement given, JsonElement expected)
    {
        switch (id)
        {
            case "NPC-A" or "NPC-B" or "NPV-CRAN":
                decimal[] flows = List(given, "flows");
                DiscountRates flat = DiscountRates.Flat(Number(given, "rate"));
                decimal value = Discounting.PresentValue(flows, flat);
                Close(Number(expected, "exact"), value, Number(expected, "exact"));
                // The second published table adds up rows that were rounded before.
                Assert.True(Math.Abs(Number(expected, "published") - value) < (id == "NPC-B" ? 0.1m : 0.05m));
                if (expected.TryGetProperty("pv_rows", out _))
                    Assert.Equal(List(expected, "pv_rows"), flows.Select((flow, year) => Round(flow * Discounting.Factor(year, flat), 1)));
                break;
            case "DF-KINK":
                Assert.Equal(
                    List(expected, "df"),
                    List(given, "years").Select(year => Round(Discounting.Factor((int)year, DiscountRates.GreenBook), 9))
                );
                break;
            case "GB-AB":
                foreach (string option in new[] { "A", "B" })
                    Assert.Equal(
                        Number(expected, option),
                        Round(Discounting.PresentValue(List(given, option), DiscountRates.GreenBook), 4)
                    );
                break;
            case "WELLBY-1":
                Assert.Equal(
                    new Wellbeing(Number(expected, "low"), Number(expected, "central"), Number(expected, "high")),
                    Wellbeing.Of(Number(given, "delta"), Number(given, "persons"), Number(given, "years"))
                );
                break;
            case "DEFLATE-1":
                Assert.Equal(
                    Number(expected, "exact"),
                    Round(Prices.In(Number(given, "value"), Number(given, "from"), Number(given, "to")), 2)
                );
                break;
            case "LM3-AVG":
                Assert.Equal(Number(expected, "exact"), LocalMultiplier.AverageShare(List(given, "pct")));
                Assert.Equal(Number(expected, "published"), Round(LocalMultiplier.AverageShare(List(given, "pct"))!.Value, 1));
                break;
            case "LM3-APPLY":
                Assert.Equal(
                    Number(expected, "published"),
                    LocalMultiplier.Respent([(Number(given, "pay"), Number(given, "share") * 100m)])
                );
                break;
            case "LM3-FULL":
                decimal again = LocalMultiplier.Respent([
                    (Number(given, "local_staff"), Number(given, "staff_respend") * 100m),
                    (Number(given, "local_suppliers"), Number(given, "supplier_respend") * 100m),
                ]);
                Assert.Equal(Number(expected, "R3"), again);
                Assert.Equal(
                    Number(expected, "LM3"),
                    Round(new LocalMultiplier(Number(given, "R1"), Number(given, "R2"), again).Value!.Value, 4)
                );
                break;
            case "SROI-1":
                ValuedOutcome outcome = new(
                    Number(given, "quantity"),
                    Number(given, "proxy"),
                    Number(given, "deadweight"),
                    Number(given, "displacement"),
                    Number(given, "attribution"),
                    Number(given, "dropoff"),
                    (int)Number(given, "years")
                );
                Assert.Equal(List(expected, "years"), outcome.Impacts());
                SocialReturn calculated = SocialReturn.Of([outcome], Number(given, "investment"), DiscountRates.GreenBook);
                Assert.Equal(Number(expected, "pv"), Round(calculated.PresentValue, 2));
                Assert.Equal(Number(expected, "npv"), Round(calculated.NetPresentValue, 2));
                Assert.Equal(Number(expected, "ratio"), Round(calculated.Ratio!.Value, 4));
                break;
            case "SROI-W2M":
                Assert.Equal(
                    Number(expected, "ratio"),
                    Round(new SocialReturn(Number(given, "pv"), Number(given, "investment")).Ratio!.Value, 2)
                );
                break;
            case "ADD-1":
                Assert.Equal(
                    Number(expected, "published"),
                    new Additionality(Number(given, "dw"), Number(given, "disp"), Number(given, "leak"), Number(given, "subst")).NetFactor
                );
                break;
            case "ADD-2":
                Assert.Equal(
                    Number(expected, "published"),
                    new Additionality(Number(given, "dw"), Number(given, "disp"), Number(given, "leak")).NetFactor
                );
                break;
            case "RLW-1":
                Assert.Equal(Number(expected, "uk"), Hours.YearOfPay(Number(given, "uk")));
                Assert.Equal(Number(expected, "london"), Hours.YearOfPay(Number(given, "london")));
                break;
            case "VOL-1":
                Assert.Equal(Number(expected, "hours_year"), Hours.AYear(Number(given, "hours_month")));
                Assert.Equal(
                    Number(expected, "implied_rate"),
                    Round(Hours.ImpliedRate(Number(given, "value"), Number(expected, "hours_year"))!.Value, 2)
                );
                break;
            case "AID-1":
                Assert.Equal(Number(expected, "12h"), Hours.AtDayRate(12m, Number(given, "day"), Number(given, "hours_per_day")));
                Assert.Equal(Number(expected, "30h"), Hours.AtDayRate(30m, Number(given, "day"), Number(given, "hours_per_day")));
                break;
            case "PPN-026":
                Assert.Equal(
                    expected
                        .GetProperty("min_weight")
                        .EnumerateArray()
                        .Select(weight => weight.ValueKind == JsonValueKind.Null ? (decimal?)null : weight.GetDecimal()),
                    List(given, "values").Select(amount => LeastWeight.For(true, new(2027, 1, 1), new Money(amount)).Value)
                );
                break;
            default:
                Assert.Fail($"No case for the vector {id}.");
                break;
        }
    }

    /// <summary>Equal to as many places as the vector was written with.</summary>
    private static void Close(decimal written, decimal value, decimal expected) => Assert.Equal(expected, Round(value, written.Scale));

    private static decimal Round(decimal value, int places) => decimal.Round(value, places, MidpointRounding.AwayFromZero);

    private static decimal Number(JsonElement of, string name) => of.GetProperty(name).GetDecimal();

    private static decimal[] List(JsonElement of, string name) =>
        [.. of.GetProperty(name).EnumerateArray().Select(item => item.GetDecimal())];
}
