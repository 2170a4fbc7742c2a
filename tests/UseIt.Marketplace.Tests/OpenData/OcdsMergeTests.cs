using System.Text.Json.Nodes;
using UseIt.Marketplace.OpenData;

namespace UseIt.Marketplace.Tests.OpenData;

public sealed class OcdsMergeTests
{
    [Fact]
    public void later_values_replace_nulls_remove_and_lists_with_ids_are_merged_by_id()
    {
        var first = Json(
            """{"ocid":"o","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{"id":"T","title":"A","value":{"amount":1,"currency":"GBP"},"lots":[{"id":"1","title":"L1"},{"id":"2","title":"L2"}],"tags":["x","y"]},"parties":[{"id":"p","additionalIdentifiers":[{"id":"1"},{"id":"2"}]}]}"""
        );
        var second = Json(
            """{"ocid":"o","id":"2","date":"2026-01-02T00:00:00Z","tag":["tenderUpdate"],"tender":{"id":"T","title":"B","value":null,"lots":[{"id":"2","title":null,"status":"active"},{"id":"3","title":"L3","status":null}],"tags":["z"]},"parties":[{"id":"p","additionalIdentifiers":[{"id":"3"}]}]}"""
        );
        var compiled = OcdsMerge.Compile([first, second]);
        var expected = Json(
            """{"ocid":"o","id":"o-2026-01-02T00:00:00Z","date":"2026-01-02T00:00:00Z","tag":["compiled"],"tender":{"id":"T","title":"B","lots":[{"id":"1","title":"L1"},{"id":"2","status":"active"},{"id":"3","title":"L3"}],"tags":["z"]},"parties":[{"id":"p","additionalIdentifiers":[{"id":"3"}]}]}"""
        );
        Assert.True(JsonNode.DeepEquals(expected, compiled), compiled.ToJsonString());
        Assert.Equal("L2", first["tender"]!["lots"]![1]!["title"]!.GetValue<string>());
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
