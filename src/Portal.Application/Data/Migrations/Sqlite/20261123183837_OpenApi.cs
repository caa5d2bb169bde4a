using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OpenApi : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsProgram",
                table: "People",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "ApiCalls",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Api = table.Column<int>(type: "INTEGER", nullable: false),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SecretId = table.Column<int>(type: "INTEGER", nullable: true),
                    Method = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Parameters = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Rows = table.Column<int>(type: "INTEGER", nullable: false),
                    Milliseconds = table.Column<int>(type: "INTEGER", nullable: false),
                    RequestId = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiCalls", x => x.Id);
                    table.CheckConstraint("CK_ApiCalls_Address_Length", "length(\"Address\") <= 64");
                    table.CheckConstraint("CK_ApiCalls_Code_Length", "length(\"Code\") <= 40");
                    table.CheckConstraint("CK_ApiCalls_Method_Length", "length(\"Method\") <= 100");
                    table.CheckConstraint("CK_ApiCalls_Parameters_Length", "length(\"Parameters\") <= 2000");
                    table.CheckConstraint("CK_ApiCalls_RequestId_Length", "length(\"RequestId\") <= 40");
                });

            migrationBuilder.CreateTable(
                name: "ApiClients",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Scheme = table.Column<int>(type: "INTEGER", nullable: false),
                    Environment = table.Column<int>(type: "INTEGER", nullable: false),
                    Flag = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    KeyHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    KeyHint = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    IsDisabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PermissionList = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AddressList = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    WindowSeconds = table.Column<int>(type: "INTEGER", nullable: false),
                    CallsPerSecond = table.Column<int>(type: "INTEGER", nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    WrapsAnswers = table.Column<bool>(type: "INTEGER", nullable: false),
                    CertificateHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiClients", x => x.Id);
                    table.CheckConstraint("CK_ApiClients_AddressList_Length", "length(\"AddressList\") <= 4000");
                    table.CheckConstraint("CK_ApiClients_CertificateHash_Length", "length(\"CertificateHash\") <= 32");
                    table.CheckConstraint("CK_ApiClients_Flag_Length", "length(\"Flag\") <= 64");
                    table.CheckConstraint("CK_ApiClients_KeyHash_Length", "length(\"KeyHash\") <= 32");
                    table.CheckConstraint("CK_ApiClients_KeyHint_Length", "length(\"KeyHint\") <= 20");
                    table.CheckConstraint("CK_ApiClients_Language_Length", "length(\"Language\") <= 10");
                    table.CheckConstraint("CK_ApiClients_Name_Length", "length(\"Name\") <= 100");
                    table.CheckConstraint("CK_ApiClients_PermissionList_Length", "length(\"PermissionList\") <= 200");
                    table.ForeignKey(
                        name: "FK_ApiClients_People_Id",
                        column: x => x.Id,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ApiClients_People_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SpentNonces",
                columns: table => new
                {
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Nonce = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    GoodUntil = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SpentNonces", x => new { x.ClientId, x.Nonce });
                    table.CheckConstraint("CK_SpentNonces_Nonce_Length", "length(\"Nonce\") <= 64");
                });

            migrationBuilder.CreateTable(
                name: "ApiFilings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ExternalRef = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    RequestHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    PaymentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiFilings", x => x.Id);
                    table.CheckConstraint("CK_ApiFilings_ExternalRef_Length", "length(\"ExternalRef\") <= 64");
                    table.CheckConstraint("CK_ApiFilings_Key_Length", "length(\"Key\") <= 100");
                    table.CheckConstraint("CK_ApiFilings_RequestHash_Length", "length(\"RequestHash\") <= 32");
                    table.ForeignKey(
                        name: "FK_ApiFilings_ApiClients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "ApiClients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ApiSecretHolders",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiSecretHolders", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ApiSecretHolders_ApiClients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "ApiClients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ApiSecretHolders_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ApiSecrets",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Value = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiSecrets", x => x.Id);
                    table.CheckConstraint("CK_ApiSecrets_Value_Length", "length(\"Value\") <= 1024");
                    table.ForeignKey(
                        name: "FK_ApiSecrets_ApiClients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "ApiClients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ApiCalls_At_Id",
                table: "ApiCalls",
                columns: new[] { "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ApiCalls_ClientId_At_Id",
                table: "ApiCalls",
                columns: new[] { "ClientId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ApiCalls_RequestId",
                table: "ApiCalls",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_ApiClients_Flag",
                table: "ApiClients",
                column: "Flag",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiClients_KeyHash",
                table: "ApiClients",
                column: "KeyHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiClients_Name",
                table: "ApiClients",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiClients_OwnerId",
                table: "ApiClients",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_ApiFilings_ClientId_ExternalRef",
                table: "ApiFilings",
                columns: new[] { "ClientId", "ExternalRef" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiFilings_ClientId_Key",
                table: "ApiFilings",
                columns: new[] { "ClientId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiFilings_PaymentId",
                table: "ApiFilings",
                column: "PaymentId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiSecretHolders_ClientId_PersonId",
                table: "ApiSecretHolders",
                columns: new[] { "ClientId", "PersonId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiSecretHolders_PersonId",
                table: "ApiSecretHolders",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_ApiSecrets_ClientId",
                table: "ApiSecrets",
                column: "ClientId");

            migrationBuilder.CreateIndex(
                name: "IX_SpentNonces_GoodUntil",
                table: "SpentNonces",
                column: "GoodUntil");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ApiCalls");

            migrationBuilder.DropTable(
                name: "ApiFilings");

            migrationBuilder.DropTable(
                name: "ApiSecretHolders");

            migrationBuilder.DropTable(
                name: "ApiSecrets");

            migrationBuilder.DropTable(
                name: "SpentNonces");

            migrationBuilder.DropTable(
                name: "ApiClients");

            migrationBuilder.DropColumn(
                name: "IsProgram",
                table: "People");
        }
    }
}
