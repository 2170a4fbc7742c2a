using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Values;

public sealed class UuidV5Tests
{
    [Theory]
    [InlineData("www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2")] // RFC 9562 appendix A.4
    [InlineData("www.widgets.com", "21f7f8de-8051-5b89-8680-0195ef798b6a")] // RFC 4122 errata example
    public void a_name_in_the_dns_namespace_gives_the_published_id(string name, string id) =>
        Assert.Equal(new Guid(id), UuidV5.Of(UuidV5.Dns, name));

    [Fact]
    public void the_same_notice_always_has_the_same_id_and_another_has_another()
    {
        Guid notice = UuidV5.Of(UuidV5.Url, "ocds-h6vhtk-0525b3");
        Assert.Equal(notice, UuidV5.Of(UuidV5.Url, "ocds-h6vhtk-0525b3"));
        Assert.NotEqual(notice, UuidV5.Of(UuidV5.Url, "ocds-h6vhtk-0525b4"));
        Assert.Equal(5, notice.Version);
        Assert.InRange(notice.Variant, 8, 11);
    }
}
