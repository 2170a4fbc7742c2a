using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Organisations;

public sealed class MailAddressTests
{
    [Theory]
    [InlineData("amina@example.org")]
    [InlineData(" amina.yusuf+work@mail.example.co.uk ")]
    [InlineData("o'brien@example.org")]
    [InlineData("amina@xn--bcher-kva.example")]
    public void one_address_is_taken(string text) => Assert.True(MailAddress.Is(text));

    [Theory]
    [InlineData("")]
    [InlineData("amina")]
    [InlineData("amina@localhost")]
    [InlineData("one@example.org,two@example.org")]
    [InlineData("one@example.org;two@example.org")]
    [InlineData("one@example.org two@example.org")]
    [InlineData("a@@b.c")]
    [InlineData("a@b.c;x")]
    [InlineData("<a@b.c")]
    [InlineData("<a@b.c>")]
    [InlineData("Amina <amina@example.org>")]
    [InlineData("amina@example.org (hello)")]
    [InlineData("team: amina@example.org;")]
    [InlineData("@relay.example:amina@example.org")]
    [InlineData("amina@[127.0.0.1]")]
    [InlineData("amina@example.org\nBcc: x@example.org")]
    [InlineData("amina@example..org")]
    [InlineData("amina@exаmple.org")]
    [InlineData("аmina@example.org")]
    [InlineData("amina@example.org\u200b")]
    public void everything_else_is_not(string text) => Assert.False(MailAddress.Is(text));
}
