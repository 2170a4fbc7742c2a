using System.Text;
using Microsoft.AspNetCore.Http;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

public sealed class EdgeTests
{
    private static Task<System.Text.Json.Nodes.JsonObject> ReadAsync(string body)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return Edge.ReadObjectAsync(http.Request, CancellationToken.None);
    }

    [Fact]
    public async Task what_costs_much_to_read_is_refused_before_it_is_read()
    {
        var many = string.Join(',', Enumerable.Repeat("1", 450_000));
        Assert.Equal("kinds", (await Assert.ThrowsAsync<EdgeException>(() => ReadAsync($$"""{"name":"A","kinds":[{{many}}]}"""))).Field);
        var fields = string.Join(',', Enumerable.Range(0, 70_000).Select(n => $"\"k{n}\":1"));
        await Assert.ThrowsAsync<EdgeException>(() => ReadAsync($$"""{{{fields}}}"""));
    }

    [Fact]
    public async Task a_body_of_many_values_and_one_of_a_long_text_are_read()
    {
        var many = string.Join(',', Enumerable.Repeat("1", Edge.MostValues - 2));
        Assert.Equal(Edge.MostValues - 2, (await ReadAsync($$"""{"kinds":[{{many}}]}"""))["kinds"]!.AsArray().Count);
        Assert.Equal(900_000, (await ReadAsync($$"""{"name":"{{new string('a', 900_000)}}"}"""))["name"]!.GetValue<string>().Length);
        Assert.Equal("A", (await ReadAsync("\ufeff{\"name\":\"A\"}"))["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"title":"a\ud83d b"}""", "title")]
    [InlineData("""{"answer":{"text":"\ud800"}}""", "answer.text")]
    [InlineData("""{"lots":["\udc00"]}""", "lots[0]")]
    [InlineData("""{"title":"a\u0000b"}""", "title")]
    [InlineData("""{"\ud800":"a"}""", null)]
    [InlineData("""{"a":{"b\ud800":1}}""", null)]
    public async Task half_a_character_is_refused_by_the_name_of_its_field(string body, string? field) =>
        Assert.Equal(field, (await Assert.ThrowsAsync<EdgeException>(() => ReadAsync(body))).Field);

    [Theory]
    [InlineData("""{"title":"a","title":"b"}""")]
    [InlineData("""{"lots":[{"title":"a","title":"b"}]}""")]
    [InlineData("""["title"]""")]
    public async Task what_could_be_read_in_two_ways_is_not_read(string body) =>
        await Assert.ThrowsAsync<EdgeException>(() => ReadAsync(body));

    [Fact]
    public async Task a_body_of_unknown_length_is_not_read_beyond_a_mebibyte() =>
        Assert.Contains(
            "1 MiB",
            (await Assert.ThrowsAsync<EdgeException>(() => ReadAsync($$"""{"name":"{{new string('a', 1 << 20)}}"}"""))).Message,
            StringComparison.Ordinal
        );
}
