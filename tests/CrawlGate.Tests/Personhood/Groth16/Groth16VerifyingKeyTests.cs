using System.Text;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class Groth16VerifyingKeyTests
{
    private static readonly string Json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "personhood", "semaphore4_vk_depth3.json"));

    [Fact]
    public void The_json_of_snarkjs_is_read() => Assert.Equal(4, Parse(Json).PublicInputCount);

    [Theory]
    [InlineData("\"groth16\"", "\"plonk\"")]
    [InlineData("\"bn128\"", "\"bls12381\"")]
    [InlineData("\"IC\"", "\"ic\"")]
    [InlineData("\"vk_gamma_2\"", "\"vk_gamma_1\"")]
    [InlineData("\"16428432848801857252194528405604668803277877773566238944394625302971855135431\"", "\"1\"")]
    [InlineData("\"16428432848801857252194528405604668803277877773566238944394625302971855135431\"", "1")]
    [InlineData("\"16428432848801857252194528405604668803277877773566238944394625302971855135431\"", "\"0x1\"")]
    [InlineData("\"16428432848801857252194528405604668803277877773566238944394625302971855135431\"", "null")]
    [InlineData("\"16428432848801857252194528405604668803277877773566238944394625302971855135431\"", "\"38316675720641132474440934151361943892074189074864062607083663197617081343998\"")]
    [InlineData("\"16348171800823588416173124589066524623406261996681292662100840445103873053252\"", "\"16348171800823588416173124589066524623406261996681292662100840445103873053253\"")]
    [InlineData("{", "[")]
    public void A_key_with_a_mistake_is_refused(string right, string wrong)
    {
        var changed = new StringBuilder(Json).Replace(right, wrong, 0, Json.IndexOf(right, StringComparison.Ordinal) + right.Length).ToString();
        Assert.NotEqual(Json, changed);
        Assert.Throws<FormatException>(() => Parse(changed));
    }

    [Fact]
    public void A_key_with_a_point_outside_the_subgroup_is_refused()
    {
        var outside = Points.OnTwist(1);
        var changed = Json
            .Replace("\"14294733923974082563700679538239516855779956462219064242234075098094333560871\"", $"\"{outside.X.Real.ToUInt256()}\"", StringComparison.Ordinal)
            .Replace("\"16330999452311032943437085246396144436976596572620326866448611437534258631396\"", $"\"{outside.X.Imaginary.ToUInt256()}\"", StringComparison.Ordinal)
            .Replace("\"5856262630305079046154806623452275669069805844550622864468698349954335808342\"", $"\"{outside.Y.Real.ToUInt256()}\"", StringComparison.Ordinal)
            .Replace("\"4077511428936129071924927150420083045813488070428429073817813611424925121688\"", $"\"{outside.Y.Imaginary.ToUInt256()}\"", StringComparison.Ordinal);
        var refusal = Assert.Throws<FormatException>(() => Parse(changed));
        Assert.Contains("delta", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"protocol\":\"groth16\",\"curve\":\"bn128\",\"IC\":[]}")]
    public void What_is_not_a_key_is_refused(string json) => Assert.Throws<FormatException>(() => Parse(json));

    private static Groth16VerifyingKey Parse(string json) => Groth16VerifyingKey.ParseSnarkJs(Encoding.UTF8.GetBytes(json));
}
