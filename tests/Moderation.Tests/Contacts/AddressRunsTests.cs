using Moderation.Contacts;

namespace Moderation.Tests.Contacts;

public sealed class AddressRunsTests
{
    [Fact]
    public void Addresses_counted_up_by_a_number_are_found_from_ten_on()
    {
        var nine = Placed(Enumerable.Range(5, 9).Select(i => $"info{i}@firm.example"));
        var twelve = Placed(Enumerable.Range(5, 12).Select(i => $"info{i:000}@firm.example").Concat(["anna@firm.example", "ben1984@firm.example"]));

        Assert.Equal(0, AddressRuns.In(nine).Numbered);
        Assert.Equal((12, 14), (AddressRuns.In(twelve).Numbered, AddressRuns.In(twelve).Of));
    }

    [Fact]
    public void Gaps_and_long_numbers_are_no_run() =>
        Assert.Equal(0, AddressRuns.In(Placed(Enumerable.Range(1, 30).Select(i => $"info{i * 2}@firm.example").Concat(Enumerable.Range(1, 30).Select(i => $"{48600100200 + i}@firm.example")))).Numbered);

    [Fact]
    public void A_sorted_file_is_told_from_a_shuffled_one()
    {
        var names = Enumerable.Range(0, 400).Select(i => $"{(char)('a' + (i / 16))}{(char)('a' + (i % 16))}@firm.example").ToList();
        var shuffled = names.OrderBy(name => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))), StringComparer.Ordinal);

        Assert.Equal(200, AddressRuns.In(Placed(names)).InOrder);
        Assert.Equal(200, AddressRuns.In(Placed(names.AsEnumerable().Reverse())).InOrder);
        Assert.InRange(AddressRuns.In(Placed(shuffled)).InOrder, 100, 140);
    }

    [Fact]
    public void Of_what_came_in_one_moment_the_order_is_unknown() =>
        Assert.Equal(0, AddressRuns.In([.. Enumerable.Range(0, 50).Select(i => new PlacedAddress($"a{i:00}@firm.example", 7))]).Pairs);

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("12@")]
    [InlineData("12")]
    [InlineData("@7")]
    public void Strange_keys_are_taken(string key) => Assert.Equal(2, AddressRuns.In([new PlacedAddress(key, 1), new PlacedAddress(key, 2)]).Of);

    private static PlacedAddress[] Placed(IEnumerable<string> keys) => [.. keys.Select((key, i) => new PlacedAddress(key, i))];
}
